"""Whether lips follow the recording that was laid in."""

from tools.evaluation.edits.replaced import lips as measure

__all__ = ["measure"]

WEIGHT = 1.5
