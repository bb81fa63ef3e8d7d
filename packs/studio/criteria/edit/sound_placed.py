"""Whether a sound that is laid into an edit is heard in it, at its time."""

from tools.evaluation.edits.laid_sounds import sound_placed as measure

__all__ = ["measure"]

WEIGHT = 1.5
