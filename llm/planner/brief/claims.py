"""Claims: stretches of a brief that stand for something, first with every reading they can have."""

from dataclasses import dataclass, field

from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import Entry, lexicon
from llm.planner.words.measures import measure_at
from llm.planner.words.tokens import Token


@dataclass
class Claim:
    """Tokens `start` to `end` (exclusive), and what they can stand for by category.

    `plural`: it names several things to make. `category` is the reading that was chosen; empty
    until the context decides."""

    start: int
    end: int
    readings: dict[str, Entry]
    category: str = ""
    strength: float = 1.0
    negated: bool = False
    plural: bool = False
    attached: bool = field(default=False, repr=False)

    def choose(self, category: str) -> None:
        self.category = category
        self.strength = self.readings[category].strength

    def can(self, category: str) -> bool:
        """Whether it is, or could still be, of this category."""
        return self.category == category or (not self.category and category in self.readings)

    @property
    def value(self) -> str:
        return self.readings[self.category].value

    @property
    def weak(self) -> bool:
        return self.readings[self.category].weak


def find_claims(tokens: list[Token], cast: Cast) -> list[Claim]:
    """The claims in `tokens`, in order, without overlap: names first, then measures, then the
    lexicon's longest phrase."""
    claims: list[Claim] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind == "quote":
            entry = Entry("quote", tokens[at].text)
            claims.append(Claim(at, at + 1, {"quote": entry}, "quote"))
            at += 1
            continue
        words = []
        for token in tokens[at : at + lexicon().longest]:
            if token.kind in ("mark", "quote") and token.norm != "&":
                break
            words.append(token.norm)
        named, name = cast.find(words)
        measured = measure_at(tokens, at)
        length, entries = lexicon().find(words)
        if named and named >= length:
            claim = Claim(at, at + named, {"name": Entry("name", name)}, "name")
        elif measured and measured[0] >= length:
            length, category, value = measured
            claim = Claim(at, at + length, {category: Entry(category, value)}, category)
        elif entries:
            claim = Claim(at, at + length, {entry.category: entry for entry in entries})
            claim.plural = words[length - 1].endswith("s") and "kind" in claim.readings
        else:
            at += 1
            continue
        claims.append(claim)
        at = claim.end
    return claims
