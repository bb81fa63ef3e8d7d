"""Edits of footage that came with a brief: what is asked for, and the plan."""
