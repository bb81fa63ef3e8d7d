"""The studio for other programs, by the Model Context Protocol."""
