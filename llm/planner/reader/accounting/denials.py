"""Whether the plan has not what the brief denies."""

from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.accounting.standing import Standing
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.resolving.shots import USUAL_SET


class Denials(Standing):
    """Holds the negations of a brief against its plan."""

    def _denial(self, item: Phrase) -> Phrase | None:
        """The negation that a word stands after; one of somebody ends with the name."""
        if item in self.context.excluded:
            return item
        for one in reversed(self.words.items[max(0, item.place - 4) : item.place]):
            if one.is_mark or one.has("negation_end", "name"):
                return None
            if one.has("negation"):
                return one
        return None

    def _is_true(self, item: Phrase) -> bool:
        """Whether what a word says of a place is true of one that is shown: "a green meadow"."""
        shown = self.holding.values(self._here(item), "set") or [USUAL_SET]
        return any(quality in item.value("scenery").split() for quality in shown)

    def _denies(self, item: Phrase) -> bool:
        """Whether a negation has something that it denies."""
        following = self.words.items[item.place + 1 : item.place + 2]
        return bool(following) and not following[0].is_mark

    def _is_denied(self, item: Phrase) -> bool:
        """Whether a word stands after a negation, and the plan has not what it says."""
        if self._denial(item) is None:
            return False
        if item.value("kind") == "film":
            return sum(not one.get("separate", True) for one in self.holding.shots.values()) < 2
        if item.has("kind"):
            return not self._any_of_kind(item.value("kind"), list(self.holding.shots))
        rules = data("readings")["slots"]
        has: list[Any] = []
        for category in item.entries:
            for name in rules.get(category, [category]):
                has += self.holding.values(self._here(item), name)
        return not any(entry.value in map(str, has) for entry in item.entries.values())
