"""Whether the feeling is heard, against the same words spoken plainly."""

from tools.evaluation.speech.voice import voice_emotion as measure

__all__ = ["measure"]

MEDIA = ("video", "audio")
REMEDY = ("lines.*.strength", "1.4")
