"""Stretches of black or of silence that nobody asked for."""

from tools.evaluation.film import gaps as measure

__all__ = ["measure"]

OF = "film"
