"""Whether each voice is the character's own, by a speaker embedding."""

from tools.evaluation.speech.voice import voice_similarity as measure

__all__ = ["measure"]

MEDIA = ("video", "audio")
REMEDY = ("lines.*.strength", "0.7")
