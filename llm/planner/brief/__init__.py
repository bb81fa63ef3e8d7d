"""How a brief is read: claims, their context, who does what, what is left over."""
