"""A phrase of a brief, with what it can mean."""

from dataclasses import dataclass, field

from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.text.tokens import STOPS

_IDLE = (
    *("mark", "function", "chatter", "about", "voice", "negation_end", "said"),
    *("correction", "corrected"),
)


@dataclass(eq=False)
class Phrase:
    """A phrase: its tokens from `first` to before `last`, and its meanings by category."""

    first: int
    last: int
    text: str
    norm: str
    start: int
    end: int
    entries: dict[str, Meaning] = field(default_factory=dict)
    taken: bool = False
    """True once a slot holds it."""
    known: dict[str, Meaning] = field(default_factory=dict)
    """All that it could mean elsewhere."""
    place: int = 0
    """Its number among the items of its brief."""
    shot: int = -1
    """The number of the shot of the draft that it is told of, -1 for what only joins others."""
    opens: bool = False
    """Whether a sentence, line or part of a list begins with it."""

    def get(self, category: str) -> Meaning | None:
        """Its meaning of that category."""
        return self.entries.get(category)

    def has(self, *categories: str) -> bool:
        """Whether it has a meaning of one of these categories."""
        return not self.entries.keys().isdisjoint(categories)

    def value(self, category: str) -> str:
        """The value of its meaning of that category, "" without one."""
        entry = self.entries.get(category)
        return entry.value if entry else ""

    @property
    def is_mark(self) -> bool:
        """Whether it is a punctuation mark."""
        return "mark" in self.entries

    @property
    def is_stop(self) -> bool:
        """Whether it is a mark that ends a sentence."""
        return self.is_mark and self.norm in STOPS

    @property
    def is_content(self) -> bool:
        """Whether a reader would miss it, were it dropped."""
        return not self.entries or not self.has(*_IDLE)
