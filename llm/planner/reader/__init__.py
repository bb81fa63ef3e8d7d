"""The reader: a brief in plain words becomes a film of the plan; nothing is dropped unsaid.

`read_brief` reads what is asked for; `read_note` reads what is to change in a film that is there,
and `is_follow_up` tells the one from the other. Each word of content ends in a `Slot` of the trace,
with its place in the text, or in `left_out` with a reason.
"""

from llm.planner.reader.book import Book
from llm.planner.reader.brief import Reading, explain, read_brief
from llm.planner.reader.criteria import with_criteria
from llm.planner.reader.frame import Slot
from llm.planner.reader.notes import NoteReading, is_follow_up, read_note

__all__ = [
    "Book",
    "NoteReading",
    "Reading",
    "Slot",
    "explain",
    "is_follow_up",
    "read_brief",
    "read_note",
    "with_criteria",
]
