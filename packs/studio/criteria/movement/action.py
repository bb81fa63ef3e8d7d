"""Whether the cast of a take does, over time, what was asked for."""

from tools.evaluation.cast.acting import action as measure

__all__ = ["measure"]

MEDIA = ("video",)
REMEDY = ("camera.view", "three_quarter")
