"""Loudness against the target, in LUFS (EBU R 128)."""

from tools.evaluation.speech.sound import loudness as measure

__all__ = ["measure"]

REMEDY = ("film.sound.loudness", "-16")
REMEDY_OF_EDITS = ("film.sound.loudness", "-16")
