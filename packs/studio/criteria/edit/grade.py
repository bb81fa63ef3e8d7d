"""How far the colours have gone from the source's, the way of the look."""

from tools.evaluation.edits.effects import grade as measure

__all__ = ["measure"]

WEIGHT = 1.5
