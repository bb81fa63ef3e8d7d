"""How good a voice sounds, by DNSMOS: clear, or rough, clipped and noisy."""

from tools.evaluation.speech.voice import speech_quality as measure

__all__ = ["measure"]

MEDIA = ("video", "audio")
REMEDY = ("lines.*.strength", "0.7")
