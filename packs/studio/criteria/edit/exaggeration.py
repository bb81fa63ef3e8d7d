"""How much further faces are from rest than in the source."""

from tools.evaluation.edits.editing import exaggeration as measure

__all__ = ["measure"]

WEIGHT = 1.5
REMEDY_OF_EDITS = ("steps.exaggerate.amount", "+1")
