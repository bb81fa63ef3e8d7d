"""Whether videos have the size that was asked for."""

from tools.evaluation.exports import shape as measure

__all__ = ["measure"]

OF = "film"
