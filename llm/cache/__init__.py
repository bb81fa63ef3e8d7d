"""Answers of deterministic requests, kept."""
