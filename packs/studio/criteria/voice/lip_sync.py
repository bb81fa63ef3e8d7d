"""The offset between mouth and sound."""

from tools.evaluation.edits.footage import lip_sync as measure

__all__ = ["measure"]

WEIGHT = 1.5
REMEDY = ("lines.*.rate", "0.95")
