"""The reader: a brief in plain words becomes a film of the plan; nothing is dropped unsaid.

`read_brief` reads what is asked for; `read_note` reads what is to change in a film that is there,
and `is_follow_up` tells the one from the other. Each word of content ends in a `Slot` of the trace,
with its place in the text, or in `left_out` with a reason.
"""

from llm.planner.reader.brief import BriefReading, read_brief
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.notes.note_reader import NoteChanges, is_follow_up, read_note
from llm.planner.reader.resolving.criteria import with_criteria
from llm.planner.reader.slots.draft import Slot

__all__ = [
    "BriefReading",
    "CharacterIndex",
    "NoteChanges",
    "Slot",
    "is_follow_up",
    "read_brief",
    "read_note",
    "with_criteria",
]
