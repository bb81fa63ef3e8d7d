"""Whether what should move does, and nothing is frozen or black."""

from tools.evaluation.edits.footage import motion as measure

__all__ = ["measure"]

REMEDY = ("camera.framing", "full")
