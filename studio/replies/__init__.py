"""Replies of language models, as servers really give them: one way to read them, for the crew and
for the endpoint's own client alike. One certain reading is taken; nothing is guessed."""
