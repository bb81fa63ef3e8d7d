"""What a brief asks of footage that came with it: its words, and the plan of an edit."""
