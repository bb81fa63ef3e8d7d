"""Whether the face shows the emotion asked for."""

from tools.evaluation.cast.character import expression as measure

__all__ = ["measure"]

WEIGHT = 1.5
REMEDY = ("cast.*.strength", "1.4")
