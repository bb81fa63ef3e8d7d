"""The phrases of a brief and what each of them stands for there."""

import re
from dataclasses import dataclass, field
from functools import cache

from llm.planner.data import table as data
from llm.planner.data.items import mood_of
from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.lexicon import Meaning, lexicon, table
from llm.planner.reader.language.measures import measure_at
from llm.planner.reader.language.times import moments_in
from llm.planner.reader.language.unquoted import unquoted_spans
from llm.planner.reader.text.tokens import STOPS, Token, phrase_key, tokenize

_IDLE = (
    *("mark", "function", "chatter", "about", "voice", "negation_end", "said"),
    *("correction", "corrected"),
)
# What may stand between a feeling and the music that has it.
_OF_MUSIC = (
    *("mood", "emotion", "strength", "scenery", "mark"),
    *("look", "effect", "parody", "degree", "cannot"),
)
_CORRECTED_WITHIN = 4  # items of content before a correction among which is what it corrects


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


class Words:
    """The words of a brief in one language: its tokens and items, and the language's own lists."""

    def __init__(self, text: str, book: CharacterIndex, language: str, *more: str) -> None:
        self.text, self.book, self.language = text, book, language
        self.grammar = table(language, "grammar")
        self.lexicon = lexicon(language, *more)
        self.footage = "footage" in more
        said = [] if more else unquoted_spans(text, book, language)
        self.tokens: list[Token] = tokenize(text, said)
        self.norms = [
            token.norm if token.kind in ("word", "number") or token.norm == "&" else ""
            for token in self.tokens
        ]
        self.notes: list[str] = []
        self.items = self._items()
        if self.footage:
            self._times()
        self.only_heard = not self.footage and self._is_only_heard()
        for number, item in enumerate(self.items):
            item.place = number
            item.known, item.entries = item.entries, self._meant(number)
        first = next(
            (i for i in self.items if i.norm in ("(", "[") or i.has("quote", "name")), None
        )
        self.asides_lead = first is not None and first.is_mark
        """Whether what stands in brackets is told of the words after it: "(sad) Luca: 'Oh'"."""
        self._correct()
        self.happens = any(item.has("action") and self.is_finite(item) for item in self.items)
        """Whether something is told to happen, one thing after another."""

    def listed(self, name: str, norm: str) -> bool:
        """Whether a word or phrase is in one of the grammar's lists."""
        return norm in _listed(self.language, name)

    def is_finite(self, item: Phrase) -> bool:
        """Whether a verb tells what happens ("Luca runs"), not how somebody is seen."""
        norm = self.norms[item.first]
        if _pattern(self.language, "finite").search(norm):
            return True
        before = self.items[item.place - 1] if item.place else item
        return before.has("pronoun") and not _pattern(self.language, "participle").search(norm)

    def _items(self) -> list[Phrase]:
        items: list[Phrase] = []
        at = 0
        while at < len(self.tokens):
            length, entries = self._at(at)
            first, last = self.tokens[at], self.tokens[at + length - 1]
            items.append(
                Phrase(
                    at,
                    at + length,
                    self.text[first.start : last.end],
                    " ".join(token.norm for token in self.tokens[at : at + length]),
                    first.start,
                    last.end,
                    {entry.category: entry for entry in entries},
                )
            )
            at += length
        return items

    def _times(self) -> None:
        """Times of footage, each one item."""
        for start, end, entry in moments_in(self.text, self.language):
            inside = [one for one in self.items if one.start >= start and one.end <= end]
            if not inside or any(one.has("quote") for one in inside):
                continue
            first, last = inside[0], inside[-1]
            said = self.text[first.start : last.end]
            place = self.items.index(first)
            merged = Phrase(first.first, last.last, said, said.lower(), first.start, last.end)
            merged.entries = {"moment": entry}
            self.items[place : place + len(inside)] = [merged]

    def _at(self, at: int) -> tuple[int, list[Meaning]]:
        """The longest phrase at a token, and all that it can mean."""
        token = self.tokens[at]
        if token.kind == "quote":
            return 1, [Meaning("quote", token.text)]
        named, name = self.book.find(self.norms, at)
        length, entries = self.lexicon.find(self.norms, at)
        if named and named >= length:
            return named, [Meaning("name", name)]
        who, pronoun = self._pronoun(at)
        if who > length or (who and who == length and entries[0].category != "step"):
            return who, [Meaning("pronoun", pronoun)]
        measured = measure_at(self.tokens, at, self.language)
        if measured and measured[0] >= length:
            return measured[0], [Meaning(measured[1], measured[2])]
        if length:
            return length, entries
        if token.kind == "mark":
            return 1, [Meaning("mark", token.text)]
        if token.kind == "number":
            return 1, [Meaning("number", token.norm)]
        return 1, self._misspelt(token)

    def _misspelt(self, token: Token) -> list[Meaning]:
        """The one character whose name an unknown word is nearly: it is taken, with a note."""
        near = self.book.near(token.norm) if token.capital or self.text.islower() else []
        if len(near) != 1:
            return []
        self.notes.append(f"“{token.text}” is taken for {near[0]}.")
        return [Meaning("name", near[0])]

    def _pronoun(self, at: int) -> tuple[int, str]:
        best = (0, "")
        for who, spellings in _pronouns(self.language).items():
            for spelling in spellings:
                size = len(spelling)
                if size > best[0] and tuple(self.norms[at : at + size]) == spelling:
                    best = (size, who)
        return best

    def _meant(self, number: int) -> dict[str, Meaning]:
        """The meanings that an item has at its place."""
        item, rules = self.items[number], data("readings")
        felt = item.entries.get("emotion")
        if felt and "mood" not in item.entries and self._is_of_music(number, False):
            return {"mood": Meaning("mood", mood_of(felt.value))}
        made = item.entries.get("make")
        if made and made.value == "any" and self.tokens[item.first].opens:
            return {"make": made}  # an order: "Give Luca a sad face"
        if len(item.entries) == 1 and not item.entries.keys() & rules["needs"].keys():
            return item.entries
        held = {c: e for c, e in item.entries.items() if self._fits(number, c)}
        if held.keys() >= {"cannot", "speech"} and self._near(number, 1, 6, ["quote"]):
            del held["cannot"]  # "Mina reads 'Chapter one'"
        names = [*rules["footage_order"], *rules["order"]] if self.footage else rules["order"]
        names = [*rules["heard"], *names] if self.only_heard else names
        order = {category: place for place, category in reversed(list(enumerate(names)))}
        ranked = sorted(held, key=lambda c: order.get(c, -1))
        strong = [c for c in ranked if not held[c].weak]
        if not ranked:
            # What it could mean elsewhere, it does not mean here.
            return {}
        winner = (strong or ranked)[0]
        beside = [winner, *rules["together"].get(winner, [])]
        return {c: e for c, e in held.items() if c in beside}

    def _is_only_heard(self) -> bool:
        """Whether the brief tells of words that are spoken, and of nothing that is seen."""
        seen = {"action", "framing", "set", "move"}
        kinds = {item.value("kind") for item in self.items if item.has("kind")}
        if not any(item.has("quote") for item in self.items) or kinds & {"picture", "take", "film"}:
            return False
        told = [e for item in self.items if not item.has("speech") for e in item.entries.values()]
        return not any(entry.category in seen and not entry.weak for entry in told)

    def _correct(self) -> None:
        """ "happy, no wait, sad": what is taken back counts no more."""
        for item in [one for one in self.items if one.has("correction") or one.norm == "no"]:
            marked = [one for one in self.items[item.place + 1 : item.place + 3] if one.is_mark]
            if not item.has("correction") and not marked:
                continue
            following = self.items[item.place + 1 :]
            after = next((o for o in following if o.is_content and not o.has("negation")), None)
            before = [o for o in self.items[: item.place] if o.is_content][-_CORRECTED_WITHIN:]
            if after is None or any(o.is_stop for o in self.items[item.place : after.place]):
                continue
            same = [one for one in before if one.entries.keys() & after.entries.keys()]
            if same:
                item.entries = {"correction": Meaning("correction", item.text)}
                same[-1].entries = {"corrected": Meaning("corrected", same[-1].text)}

    def _fits(self, number: int, category: str) -> bool:
        rules = data("readings")
        if category in rules["heard"] and self.only_heard:
            return True
        need = rules["needs"].get(category)
        before = self.items[number - 1].norm if number else ""
        if before in rules["not_after"].get(category, ()):
            return False
        if need is None:
            return True
        within = int(need["within"])
        if category == "mood" and "emotion" in self.items[number].entries:
            return self._is_of_music(number)
        return any(
            self._near(number, step, within, need[side])
            for side, step in (("before", -1), ("after", 1))
            if side in need
        )

    def _is_of_music(self, number: int, apart: bool = True) -> bool:
        """Whether a feeling is that of the music: "sad, slow piano music", not "happy, with
        music"; with `apart`, over commas too."""
        for item in self.items[number + 1 : number + 6]:
            if item.has("music"):
                return True
            if item.is_stop or item.has("name", "pronoun", "quote"):
                break
            if item.is_mark and not apart:
                return False
            other = item.entries and not item.has(*_OF_MUSIC)
            if other and not self.listed("joins", item.norm):
                break
        for item in reversed(self.items[max(0, number - 4) : number] if apart else []):
            if item.has("music"):
                return True
            if (item.is_mark and item.norm != ":") or item.has("name", "pronoun", "action"):
                break
        return False

    def _near(self, number: int, step: int, within: int, wanted: list[str]) -> bool:
        """Whether one of the `wanted` categories is near, in the same sentence."""
        here = self.items[number]
        place = number + step
        while 0 <= place < len(self.items):
            item = self.items[place]
            gap = item.first - here.last if step > 0 else here.first - item.last
            if gap >= within or (item.is_mark and item.norm in STOPS and within < 20):
                return False
            if item.has(*wanted):
                return True
            place += step
        return False


@cache
def _listed(language: str, name: str) -> frozenset[str]:
    if name == "not_joins":
        return frozenset(table(language, "grammar")[name])
    return frozenset(
        " ".join(phrase_key(item)) or item for item in table(language, "grammar")[name]
    )


@cache
def _pronouns(language: str) -> dict[str, list[tuple[str, ...]]]:
    return {
        who: [phrase_key(item) for item in items]
        for who, items in table(language, "grammar")["pronouns"].items()
    }


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    return re.compile(table(language, "grammar")[name])
