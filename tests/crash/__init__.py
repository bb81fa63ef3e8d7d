"""The studio is killed anywhere, and nothing is lost."""
