"""Whether the nearest character sheet is the one asked for, and how near."""

from tools.evaluation.cast.character import character_match as measure

__all__ = ["measure"]

WEIGHT = 2.0
REMEDY = ("camera.view", "three_quarter")
