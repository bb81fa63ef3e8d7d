"""The largest enlargement of an edit."""

from tools.evaluation.edits.editing import zoom as measure

__all__ = ["measure"]

WEIGHT = 1.5
