"""A text as tokens and quotations."""
