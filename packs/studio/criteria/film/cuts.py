"""Whether every shot is found in the film where it should be."""

from tools.evaluation.film import cuts as measure

__all__ = ["measure"]

OF = "film"
