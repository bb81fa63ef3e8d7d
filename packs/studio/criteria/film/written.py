"""Whether captions and subtitles are seen."""

from tools.evaluation.pictures.written import written as measure

__all__ = ["measure"]

OF = "film"
