"""Which words of a brief set which parameter: the reader's trace, as the plan has it."""

from collections.abc import Iterable

from llm.planner.reader import Slot
from studio.plan import Asked, Film
from studio.plan.film import MOST_ASKED

_LONGEST_PATH, _LONGEST_WORDS = 120, 80


def asked_by(trace: Iterable[Slot], text: str, *, placed: bool = True) -> list[Asked]:
    """The parameters that words of `text` set, in the order of the trace. Not `placed` are the
    words of a note, which have no place in the brief."""
    found: dict[tuple[str, int, int], Asked] = {}
    for slot in trace:
        words = text[slot.start : slot.end].strip()[:_LONGEST_WORDS]
        said = slot.source != "default" and words and "read" not in slot.path.split(".")[:2]
        if said and len(slot.path) <= _LONGEST_PATH:
            where = {"start": slot.start, "end": slot.end} if placed else {}
            asked = Asked(path=slot.path, words=words, **where)
            found.setdefault((slot.path, slot.start, slot.end), asked)
    return list(found.values())[:MOST_ASKED]


def with_asked(film: Film, asked: Iterable[Asked]) -> Film:
    """`film` with what is `asked` of it besides."""
    return film.model_copy(update={"asked": [*asked, *film.asked][:MOST_ASKED]})
