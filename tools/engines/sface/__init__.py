"""Whose face it is, by a network whose licence is open."""
