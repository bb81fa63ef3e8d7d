"""The longest hold that the source does not have."""

from tools.evaluation.edits.editing import hold as measure

__all__ = ["measure"]

WEIGHT = 1.5
