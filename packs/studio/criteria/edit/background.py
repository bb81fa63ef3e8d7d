"""Whether another picture or video is seen behind the subject."""

from tools.evaluation.edits.replaced import background as measure

__all__ = ["measure"]

WEIGHT = 1.5
