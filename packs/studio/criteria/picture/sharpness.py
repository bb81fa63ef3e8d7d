"""How steep the edges of the subject are, beside those of a blurred copy."""

from tools.evaluation.pictures.picture import sharpness as measure

__all__ = ["measure"]

REMEDY = ("quality", "final")
MEDIA = ("image", "video")
