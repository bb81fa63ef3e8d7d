"""Stops by which the face, else the subject, is darker or brighter than it should be."""

from tools.evaluation.pictures.picture import exposure as measure

__all__ = ["measure"]

REMEDY = ("exposure", "0.5")
MEDIA = ("image", "video")
