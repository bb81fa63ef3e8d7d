"""Whether all of the brief is in the plan and was made."""

from tools.evaluation.film import brief as measure

__all__ = ["measure"]
