"""The words of a brief as phrases, each with what it stands for there."""

import re
from collections.abc import Sequence
from functools import cache

from llm.planner.reader.language.characters import CharacterIndex
from llm.planner.reader.language.joints import joints_in
from llm.planner.reader.language.lexicon import Meaning, lexicon, table
from llm.planner.reader.language.meanings import MeaningReader
from llm.planner.reader.language.measures import measure_at
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.recordings import recorded_spans
from llm.planner.reader.language.scenes import scenes_in
from llm.planner.reader.language.times import moments_in
from llm.planner.reader.language.unquoted import unquoted_spans
from llm.planner.reader.text.quotes import quoted_spans
from llm.planner.reader.text.tokens import Token, phrase_key, tokenize
from studio.nouns.brief import SourceMedia

_BEHIND_SCENE = ("look", "style", "effect", "speed", "sound")  # what a scene's name does not hold


class Words(MeaningReader):
    """The words of a brief in one language: its tokens and items, and the language's own lists."""

    def __init__(
        self,
        text: str,
        book: CharacterIndex,
        language: str,
        *more: str,
        recordings: Sequence[SourceMedia] = (),
    ) -> None:
        self.text, self.book, self.language = text, book, language
        self.lexicon = lexicon(language, *more)
        self.footage = "footage" in more
        said = [] if more else unquoted_spans(text, book, language)
        if played := recorded_spans(text, recordings, language):
            others = [
                one
                for one in said or quoted_spans(text)
                if all(one.end <= each.start or one.start >= each.end for each in played)
            ]
            said = sorted([*others, *played], key=lambda one: one.start)
        self.tokens: list[Token] = tokenize(text, said)
        self.norms = [
            token.norm if token.kind in ("word", "number") or token.norm == "&" else ""
            for token in self.tokens
        ]
        self.notes: list[str] = []
        self.everyone = list(book.names)
        """Whom "everyone" means where nobody is named: nobody of those in footage."""
        self.foreign = False
        """Whether the brief is in another language than it is read in."""
        rows = r"(?m)^\s*(?:\d+\s*[-.):–|]|[-•*–])\s|\b1[).] .*\b2[).] "
        self.is_list = bool(re.search(rows, text))
        """Whether the brief is written as a list, a shot or piece a line."""
        keys = re.findall(r"(?m)^[ \t]*([^\W\d][\w ]{0,20}?)[ \t]*:", text)
        named = any(phrase_key(key)[:1] and phrase_key(key)[0] in book.spellings for key in keys)
        self.is_form = 2 < len(keys) == len(text.strip().splitlines()) and not named
        """Whether each line is a heading and what is told of it: "Where: meadow"."""
        self.items = self._items()
        if self.footage:
            self._times()
        for start, end, entry in reversed([] if more else joints_in(self.items, language)):
            self.items[start:end] = [self._merged(self.items[start:end], entry)]
        self.only_heard = not self.footage and self._is_only_heard()
        for number, item in enumerate(self.items):
            item.place, item.opens = number, self.tokens[item.first].opens
            item.known, item.entries = item.entries, self._meant(number)
        first = next(
            (i for i in self.items if i.norm in ("(", "[") or i.has("quote", "name")), None
        )
        names = first is not None and self.items[first.place + 1 : first.place + 2]
        self.captioned = any(map(self._captions_all, self.items))
        """Whether what is quoted is to be read: "a caption under each", "only captions"."""
        self.asides_lead = bool(names) and first.is_mark and not names[0].has("name")
        """Whether what stands in brackets is told of the words after it: "(sad) Luca: 'Oh'"."""
        self._correct()
        self._orient()
        self.happens = any(item.has("action") and self.is_finite(item) for item in self.items)
        """Whether something is told to happen, one thing after another."""

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
        """Times of footage, and scenes of it, each one item."""
        found = [*moments_in(self.text, self.language), *scenes_in(self.text, self.language)]
        for start, end, entry in found:
            inside = [one for one in self.items if one.start >= start and one.end <= end]
            if entry.category == "scene":
                inside, entry = self._scene(start, end, entry)
            if not inside or any(one.has("quote") for one in inside):
                continue
            place = self.items.index(inside[0])
            self.items[place : place + len(inside)] = [self._merged(inside, entry)]

    def _merged(self, items: list[Phrase], entry: Meaning) -> Phrase:
        """Several items as one."""
        first, last = items[0], items[-1]
        said, meant = self.text[first.start : last.end], {entry.category: entry}
        return Phrase(first.first, last.last, said, said.lower(), first.start, last.end, meant)

    def _scene(self, start: int, end: int, entry: Meaning) -> tuple[list[Phrase], Meaning]:
        """The items of a scene's name, be it that a place's name begins before it ("in the ocean"),
        without what is asked for behind it: "the part where he says andiamo in sepia"."""
        inside = [one for one in self.items if one.end > start and one.start < end]
        whole = len(inside)
        after = (n for n, one in enumerate(inside) if n > 3 and one.has(*_BEHIND_SCENE))
        inside = inside[: next(after, whole)]
        while len(inside) < whole and inside[-1].has("function", "negation", "mark"):
            inside.pop()
        if len(inside) < whole:
            entry = Meaning("scene", self.text[start : inside[-1].end])
        return inside, entry

    def _at(self, at: int) -> tuple[int, list[Meaning]]:
        """The longest phrase at a token, and all that it can mean."""
        token = self.tokens[at]
        if token.kind == "quote":
            return 1, [self._quoted(token, at)]
        rest = self.tokens[at + 1 : at + 1 + self.lexicon.longest]
        within = next((n for n, one in enumerate(rest, 1) if one.line), len(rest) + 1)
        norms = self.norms[at : at + within]
        named, name = self.book.find(norms, 0)
        length, entries = self.lexicon.find(norms, 0)
        if named and named >= length:
            return named, [Meaning("name", name)]
        who, pronoun = self._pronoun(at)
        within = measure_at(self.tokens, at + who - 1, self.language) if who > 1 else None
        if within and within[0] > 1:
            who = 0  # "all three seconds long"
        if who and who >= length:
            return who, [Meaning("pronoun", pronoun)]
        measured = measure_at(self.tokens, at, self.language)
        if measured and measured[0] >= length:
            return measured[0], [Meaning(measured[1], measured[2])]
        if length:
            return length, entries
        if taught := self.book.taught.get(token.norm):
            return 1, [taught]
        if token.kind == "mark":
            return 1, [Meaning("mark", token.text)]
        if token.kind == "number":
            return 1, [Meaning("number", token.norm)]
        return 1, self._misspelt(token)

    def _quoted(self, token: Token, at: int) -> Meaning:
        """Quoted words; a name alone is somebody's: the character "Nico"."""
        led = at > 0 and self.listed("called", self.tokens[at - 1].norm)
        name = self.book.find(list(phrase_key(token.text)), 0)[1] if led else ""
        return Meaning("name", name) if name else Meaning("quote", token.text)

    def _captions_all(self, item: Phrase) -> bool:
        if "caption" not in item.known:
            return False
        before = self.items[max(0, item.place - 1) : item.place]
        after = self.items[item.place + 1 : item.place + 4]
        each = any(self.listed("each", one.norm) for one in after if not one.is_mark)
        alone = item.norm.endswith("s") and not (after and after[0].has("quote"))
        return (each or alone) and not any(one.has("negation") for one in before)

    def _misspelt(self, token: Token) -> list[Meaning]:
        """The one character whose name an unknown word is nearly: it is taken, with a note."""
        near = self.book.near(token.norm) if token.capital or self.text.islower() else []
        if len(near) != 1:
            return []
        self.notes.append(f"“{token.text}” is taken for {near[0]}.")
        return [Meaning("name", near[0])]

    def _pronoun(self, at: int) -> tuple[int, str]:
        known = _pronouns(self.language)
        for size in range(min(_longest_pronoun(self.language), len(self.norms) - at), 0, -1):
            if who := known.get(tuple(self.norms[at : at + size])):
                return size, who
        return 0, ""


@cache
def _pronouns(language: str) -> dict[tuple[str, ...], str]:
    """Who each spelling of a pronoun means; of two meanings, the first of the grammar's."""
    told = table(language, "grammar")["pronouns"]
    return {phrase_key(one): who for who in reversed(told) for one in told[who]}


@cache
def _longest_pronoun(language: str) -> int:
    return max(map(len, _pronouns(language)))
