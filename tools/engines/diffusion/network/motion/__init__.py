"""The motion engine's process."""
