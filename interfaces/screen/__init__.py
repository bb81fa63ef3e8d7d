"""What a capable terminal shows beside lines: a prompt with completion, pictures."""
