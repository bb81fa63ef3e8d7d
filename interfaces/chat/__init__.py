"""The chat: what is said in it, commands that begin with a slash, questions that are answered."""
