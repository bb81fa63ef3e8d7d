"""A language's words, and what the phrases of a brief mean in it."""
