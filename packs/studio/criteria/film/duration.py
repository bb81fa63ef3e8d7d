"""Seconds against the length asked for."""

from tools.evaluation.edits.footage import duration as measure

__all__ = ["measure"]

REMEDY = ("lines.*.rate", "1.15")
