"""Whether the body strikes the pose asked for."""

from tools.evaluation.cast.acting import pose as measure

__all__ = ["measure"]

REMEDY = ("camera.framing", "full")
