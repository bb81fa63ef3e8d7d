"""That nothing is heard of a piece that is to have no sound."""

from tools.evaluation.speech.sound import silence as measure

__all__ = ["measure"]
