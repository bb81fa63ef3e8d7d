"""What runs in the environment with PyTorch; nothing else of the studio imports it."""
