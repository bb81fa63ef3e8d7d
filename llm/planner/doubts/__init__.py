"""Briefs that can be read in two ways, or that lack what cannot be guessed: what to ask back, and
how an answer is read.
"""

from llm.planner.doubts.briefs import doubt_in_brief
from llm.planner.doubts.doubt import Doubt, Reading
from llm.planner.doubts.notes import doubt_in_note

__all__ = ["Doubt", "Reading", "doubt_in_brief", "doubt_in_note"]
