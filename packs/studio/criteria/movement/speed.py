"""The slowest speed of an edit, or the fastest where more than 1 is asked for."""

from tools.evaluation.edits.editing import speed as measure

__all__ = ["measure"]

WEIGHT = 1.5
