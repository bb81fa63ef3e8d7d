"""Whether each file that was asked for besides is there."""

from tools.evaluation.exports import exported as measure

__all__ = ["measure"]

OF = "film"
