"""Whether a film shows its shots in the look that was asked for."""

from tools.evaluation.film import look as measure

__all__ = ["measure"]

OF = "film"
