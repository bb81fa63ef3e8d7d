"""One clause of a brief: items that belong together."""

from dataclasses import dataclass, field, replace

from llm.planner.reader.language.phrases import Phrase

STRONG = frozenset({"item", "start", "sentence", "line", "semicolon", "then", "shot", "also"})
_LONGEST_SENTENCE = 120  # phrases that are looked at to tell what a sentence is about


@dataclass(eq=False)
class Clause:
    """Items that belong together. `boundary` is what stands before them: start, sentence, line,
    semicolon, colon, comma, and, then (in time), also, shot (`Shot 2:`, whose number is
    `number`)."""

    boundary: str = "start"
    number: str = ""
    items: list[Phrase] = field(default_factory=list)
    transition: Phrase | None = None
    cut: bool = False
    """Whether it says that the picture cuts to what it tells."""
    back: bool = False
    """Whether it goes back to somebody who was left for another."""
    earlier: bool = False
    """Whether it tells of what happens before the clause before it: "he sits after he has run"."""
    lent: list[str] = field(default_factory=list)
    """Who acts in it, where only the main clause after it says so: "after running, Mina sits"."""
    goes_on: bool = False
    """Whether it is of the shot before it, for its sentence is "in one shot"."""
    marks: list[Phrase] = field(default_factory=list)
    """What its number is told by: `Picture 2`."""

    @property
    def marked(self) -> str:
        """The kind of what its number counts: "picture" for `Picture 2:`."""
        kinds = [mark.known["kind"].value for mark in self.marks if "kind" in mark.known]
        return kinds[0] if kinds else ""

    def having(self, *categories: str) -> list[Phrase]:
        """Its items with a meaning of one of these categories."""
        return [item for item in self.items if item.has(*categories)]

    def values(self, category: str) -> set[str]:
        """The values of one category in it."""
        return {item.value(category) for item in self.items if item.has(category)}

    def whole(self, rest: list["Clause"]) -> "Clause":
        """The clause with those that go on with its sentence."""
        whole = replace(self, items=list(self.items))
        for clause in rest:
            if clause.boundary in STRONG or len(whole.items) > _LONGEST_SENTENCE:
                break
            whole.items += clause.items
        return whole

    @property
    def deeds(self) -> list[Phrase]:
        """What is done in it, but for what may stand beside another action."""
        return [i for i in self.items if (e := i.get("action")) and not e.weak]
