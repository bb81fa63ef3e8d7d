"""Where in the plan a word of a brief stands: at which shots, beside which others."""

from llm.planner.reader.accounting.holding import Holding
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.context import ReadingContext
from llm.planner.reader.slots.draft import Slot


class Standing:
    """The words of one brief beside its finished plan. `made`: the ids of the shots that each shot
    of the draft became; `told`: the slots of words that the plan holds."""

    def __init__(
        self,
        context: ReadingContext,
        holding: Holding,
        made: dict[int, list[str]],
        trace: list[Slot],
    ) -> None:
        self.context, self.words, self.holding = context, context.words, holding
        self.made, self.trace = made, trace
        self.told = [slot for slot in trace if slot.end and not holding.missing(slot)]
        self.groups = {shot.number: shot.group for shot in context.draft.shots}

    def _here(self, item: Phrase) -> list[str]:
        """The ids of the shots of the plan that a word is told of: its own, else the next one's."""
        number = item.shot
        for other in self.words.items[item.place :] if number < 0 else ():
            if other.shot >= 0:
                number = other.shot
                break
        return self.made.get(number) or ([] if number >= 0 else list(self.holding.shots))

    def _beside(self, item: Phrase) -> list[str]:
        """The ids of all shots of the same piece."""
        group = self.groups.get(item.shot)
        if group is None:
            return list(self.holding.shots)
        return [i for n, ids in self.made.items() if self.groups.get(n) == group for i in ids]

    def _cast(self, item: Phrase) -> set[str]:
        return set(self.holding.values(self._here(item), "character"))

    def _has(self, item: Phrase, *names: str) -> bool:
        """Whether the plan has one of these parameters where the word stands, or over the film."""
        ids = self._here(item) or list(self.holding.shots)
        return any(value for name in names for value in self.holding.values(ids, name))

    def _any_of_kind(self, kind: str, ids: list[str]) -> bool:
        kinds = {self.holding.shots[one]["kind"] for one in ids}
        wanted = {"film": {"take", "edit"}, "take": {"take", "edit"}}.get(kind, {kind})
        spoken = kind == "voice_line" and any(self.holding.shots[one].get("lines") for one in ids)
        return bool(wanted & kinds) or spoken
