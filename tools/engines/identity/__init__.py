"""Whose face a picture shows, as numbers that a painting can be like."""
