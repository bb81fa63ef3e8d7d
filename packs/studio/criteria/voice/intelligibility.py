"""What a listener understands of the lines."""

from tools.evaluation.speech.intelligibility import intelligibility as measure

__all__ = ["measure"]

WEIGHT = 1.5
REMEDY = ("lines.*.rate", "0.9")
