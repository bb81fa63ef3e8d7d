"""What a brief asks of footage that came with it."""
