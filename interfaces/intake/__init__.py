"""What a person hands in: the words of a brief, and media files."""
