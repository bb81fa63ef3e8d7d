"""Phrases and what they stand for. The words are in llm/planner/data; here they are inflected."""

from dataclasses import dataclass
from functools import cache

from llm.planner.data import table
from llm.planner.words.tokens import normal, phrase

_VOWELS = "aeiou"


@dataclass(frozen=True)
class Entry:
    """One thing that a phrase can stand for. A weak one gives way to any other of its category."""

    category: str
    value: str
    strength: float = 1.0
    weak: bool = False


def inflect_verb(base: str) -> set[str]:
    """The regular forms of an English verb: wave, waves, waving, waved."""
    sibilant = base.endswith(("s", "x", "z", "ch", "sh", "o"))
    y = base.endswith("y") and base[-2:-1] not in _VOWELS
    forms = {base, base[:-1] + "ies" if y else base + ("es" if sibilant else "s")}
    if base.endswith("ie"):
        forms |= {base[:-2] + "ying", base + "d"}
    elif base.endswith("e"):
        forms |= {(base if base.endswith(("ee", "oe", "ye")) else base[:-1]) + "ing", base + "d"}
    else:
        forms |= {base + "ing", base[:-1] + "ied" if y else base + "ed"}
        if base[-1] not in "wxy" and base[-2:-1] in _VOWELS and base[-1] not in _VOWELS:
            forms |= {base + base[-1] + "ing", base + base[-1] + "ed"}
    return forms


def inflect_noun(base: str) -> set[str]:
    """Singular and plural."""
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return {base, base[:-1] + "ies"}
    return {base, base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")}


def _forms(spec: str) -> set[tuple[str, ...]]:
    """Every spelling of an entry such as "v:run|ran" or "n:fishing village"."""
    mark, body = (spec[:2], spec[2:]) if spec[:2] in ("v:", "n:") else ("", spec)
    first, *irregular = body.split("|")
    head, _, tail = first.partition(" ")
    if mark == "v:":
        # An irregular past may carry the tail: "v:throw|threw his arms up".
        tail = tail or (irregular[-1].partition(" ")[2] if irregular else "")
        forms = inflect_verb(head) | {i.partition(" ")[0] for i in irregular}
        return {phrase(f"{form} {tail}") for form in forms}
    if mark == "n:":
        before, _, last = first.rpartition(" ")
        return {phrase(f"{before} {form}") for form in inflect_noun(last)}
    return {phrase(first)}


class Lexicon:
    """Phrases and their entries, from data files."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, ...], list[Entry]] = {}
        self.longest = 0

    def read(self, name: str, *categories: str) -> "Lexicon":
        """Add the phrases of the file `name`.yaml, or of those `categories` of it."""
        for category, values in table(name).items():
            if category in categories or not categories:
                for value, specs in values.items():
                    for spec in specs:
                        self.add(category, value, spec)
        return self

    def add(self, category: str, value: str, spec: str) -> None:
        """Add every spelling of `spec`; what a phrase means already in `category` stays."""
        spec, weak = spec.rstrip("?"), spec.endswith("?")
        spec, _, strength = spec.partition("=")
        entry = Entry(category, value, float(strength or 1), weak)
        for key in _forms(spec):
            known = self.entries.setdefault(key, [])
            if all(e.category != category for e in known):
                known.append(entry)
            self.longest = max(self.longest, len(key))

    def find(self, words: list[str]) -> tuple[int, list[Entry]]:
        """The longest phrase that `words` begin with: its length in words, and its entries."""
        for length in range(min(self.longest, len(words)), 0, -1):
            entries = self.entries.get(tuple(words[:length]))
            if entries:
                return length, entries
        return 0, []


@cache
def lexicon() -> Lexicon:
    """The words of what is made from nothing: characters, places, cameras."""
    made = Lexicon().read("performance").read("scene").read("delivery")
    for category in ("style", "structure", "loose", "negation"):
        for item in table("grammar")[category]:
            made.add(category, item, item)
    for code, language in table("languages").items():
        for name in language["names"]:
            made.add("language", code, name)
    return made


@cache
def footage_lexicon() -> Lexicon:
    """The words of what is made of footage."""
    made = Lexicon().read("footage").read("delivery", "music", "mood", "title", "quality")
    for item in table("grammar")["negation"]:
        made.add("negation", item, item)
    return made


@cache
def grammar(name: str) -> frozenset[tuple[str, ...]]:
    """A list of grammar.yaml as phrases."""
    return frozenset(phrase(item) for item in table("grammar")[name])


@cache
def numbers() -> dict[tuple[str, ...], float]:
    """Number words."""
    return {phrase(word): float(value) for word, value in table("grammar")["number"].items()}


@cache
def units() -> dict[str, float]:
    """Units of time, in seconds."""
    return {normal(word): float(value) for word, value in table("grammar")["seconds"].items()}
