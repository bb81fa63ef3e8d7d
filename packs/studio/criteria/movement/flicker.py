"""How much the brightness jumps from frame to frame."""

from tools.evaluation.edits.footage import flicker as measure

__all__ = ["measure"]

REMEDY = ("quality", "final")
