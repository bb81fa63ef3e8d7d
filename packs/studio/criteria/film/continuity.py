"""Whether characters look the same from shot to shot."""

from tools.evaluation.film import continuity as measure

__all__ = ["measure"]

OF = "film"
