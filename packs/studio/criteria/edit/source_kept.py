"""Whether it is the source that one sees in an edit."""

from tools.evaluation.edits.editing import source_kept as measure

__all__ = ["measure"]
