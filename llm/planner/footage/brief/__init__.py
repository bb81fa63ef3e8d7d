"""What a brief asks of footage, word by word."""
