"""The softness of a cut-out's edge, and its haze."""

from tools.evaluation.pictures.picture import edges as measure

__all__ = ["measure"]

REMEDY = ("quality", "final")
