"""A brief is read, its numbers are held against the plan, and where they do not add up it is read
again with a shot beginning, or not beginning, at another of its places."""

from collections.abc import Callable
from dataclasses import dataclass

from llm.planner.reader.language.words import Words
from llm.planner.reader.pieces.choices import told_choices, told_times
from llm.planner.reader.pieces.draft_reader import read_draft
from llm.planner.reader.resolving.assembly import Assembler
from llm.planner.reader.slots.context import ReadingContext
from studio.plan import Film

_MOST_PLACES = 12  # of which each is tried otherwise
_ROUNDS = 3


@dataclass
class Attempt:
    """One reading of a brief. `otherwise`: the places in it at which it was decided otherwise than
    the rules have it."""

    context: ReadingContext
    assembler: Assembler
    film: Film | None
    otherwise: frozenset[int] = frozenset()

    @property
    def rank(self) -> tuple[int, int]:
        """How far its numbers are from the plan, and how many other words are left out: less
        is better."""
        items = [one for one in self.context.words.items if not one.has("number")]
        left = [(one.start, one.end) for one in self.assembler.left]
        lost = [one for one in items if any(s <= one.start < e for s, e in left)]
        return self.assembler.amiss, len(lost)


def read_in_counts(words: Callable[[], Words], seed: int) -> Attempt:
    """The reading whose numbers of shots and pieces are those of its plan, where there is one."""
    best = _attempt(words(), seed)
    for _ in range(_ROUNDS):
        places = best.context.draft.places[:_MOST_PLACES]
        if not best.film or not best.assembler.amiss or not places:
            break
        others = [_attempt(words(), seed, best.otherwise ^ {place}) for place in places]
        nearest = min((one for one in others if one.film), key=lambda one: one.rank, default=best)
        if nearest.rank[0] >= best.rank[0] or nearest.rank[1] > best.rank[1]:
            break
        best = nearest
    return best


def _attempt(words: Words, seed: int, otherwise: frozenset[int] = frozenset()) -> Attempt:
    context = read_draft(words, otherwise)
    draft = context.draft
    draft.notes += [*words.notes, *told_choices(words.text, draft), *told_times(words.text, draft)]
    assembler = Assembler(context, seed)
    return Attempt(context, assembler, assembler.film(), otherwise)
