"""How much louder or softer an edit is than its source."""

from tools.evaluation.speech.sound import volume as measure

__all__ = ["measure"]
