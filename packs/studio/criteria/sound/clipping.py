"""Flat tops, true peak and crest of a sound."""

from tools.evaluation.speech.sound import clipping as measure

__all__ = ["measure"]

REMEDY = ("film.sound.loudness", "-18")
REMEDY_OF_EDITS = ("film.sound.loudness", "-18")
