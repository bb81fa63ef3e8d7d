"""The draft that a brief is read into, and what fills each of its slots."""
