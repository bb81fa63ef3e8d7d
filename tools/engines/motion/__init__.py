"""Moving clips by AnimateDiff, steered by our own scene."""
