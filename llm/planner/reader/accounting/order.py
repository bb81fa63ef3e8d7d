"""Whether what a brief tells as one after another is so in the plan."""

from itertools import dropwhile, takewhile

from llm.planner.reader.accounting.standing import Standing
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import Slot

_RELATIONS = ("earlier", "later", "until")
_IN_TURN = frozenset({"lines", "captions", "transition"})
# What is so throughout a shot, or names who is in it.
_OF_NO_TIME = frozenset({"kind", "character", "size", "seed", "quality"})
_HAPPENS = frozenset({"action", "expression", "emotion", "text", "move", "length"})


class Order(Standing):
    """Holds the order in time that a brief tells against the shots of its plan."""

    def comes_after(self, item: Phrase) -> bool:
        """Whether what follows a word of sequence has a shot of its own, or is said or written in
        turn; "back to" needs something to go back to."""
        told = item.value("sequence")
        after = self._part(item)
        if told in ("first", "also") or (not after and told != "back"):
            return bool(self.holding.shots)
        if all(one.has("function") for one in after):
            return False  # "then past it", "back to us"
        later = self._shown(after)
        earlier = self._shown(self.words.items[: item.place])
        return not _at_once(earlier, later) or any(map(_is_in_turn, [*earlier, *later]))

    def is_at_once(self, item: Phrase) -> bool:
        """Whether a clause of time ("before she waves", "until it is night") is in the same shot as
        what it is told of."""
        if not any(self.words.listed(name, item.norm) for name in _RELATIONS):
            return False
        part = list(takewhile(lambda one: not one.is_mark, self.words.items[item.place + 1 :]))
        lasts = self.words.listed("until", item.norm) and any(one.has("time") for one in part)
        if not lasts and not any(one.has("action", "speech") for one in part):
            return False
        sentence = self._sentence(item)
        rest = [one for one in sentence if one not in part]
        return _at_once(self._shown(rest), self._shown(part))

    def end_of(self, item: Phrase) -> int:
        """Where the words end that a word of sequence or a clause of time has of its shot."""
        part = self._part(item)
        shown = [one for one in part if self._shown([one])]
        bare = part if all(one.has("function") for one in part) else []
        return (shown or bare or [item])[-1].end

    def _part(self, item: Phrase) -> list[Phrase]:
        """The items after one, up to the next mark or word of sequence."""
        after = dropwhile(lambda one: one.is_mark, self.words.items[item.place + 1 :])
        return list(takewhile(lambda one: not (one.is_mark or one.has("sequence")), after))

    def _sentence(self, item: Phrase) -> list[Phrase]:
        before = reversed(self.words.items[: item.place])
        after = self.words.items[item.place + 1 :]
        parts = (takewhile(lambda one: not one.is_stop, part) for part in (before, after))
        return [one for part in parts for one in part]

    def _shown(self, items: list[Phrase]) -> list[Slot]:
        """What the shots of the plan have of the words of some items."""
        spans = [range(one.start, one.end) for one in items if one.is_content]
        return [
            slot
            for slot in self.told
            if slot.path.split(".")[0] in self.holding.shots
            and slot.path.rpartition(".")[2] not in _OF_NO_TIME
            and any(slot.start in span for span in spans)
        ]


def _at_once(earlier: list[Slot], later: list[Slot]) -> bool:
    """Whether both are in the same shot, and something happens in the earlier one."""
    if not any(slot.path.rpartition(".")[2] in _HAPPENS for slot in earlier):
        return False
    shots = [{slot.path.split(".")[0] for slot in slots} for slots in (earlier, later)]
    return bool(shots[0] and shots[1] and shots[0] == shots[1] and len(shots[0]) == 1)


def _is_in_turn(slot: Slot) -> bool:
    return not _IN_TURN.isdisjoint(slot.path.split("."))
