"""The account of the words of a brief: each is in the plan, or is left out with its reason."""
