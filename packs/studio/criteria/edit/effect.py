"""Whether an effect of an edit is seen in it as planned; the target names the kind of step."""

from tools.evaluation.edits.effects import effect as measure

__all__ = ["measure"]

WEIGHT = 1.5
