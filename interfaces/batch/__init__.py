"""Batches: many pieces from a folder or a table, several at a time."""
