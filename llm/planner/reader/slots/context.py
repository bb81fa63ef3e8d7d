"""Where the reading of a brief is: the shot that is being filled, and who is spoken of."""

from collections.abc import Callable
from dataclasses import dataclass, field

from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.slots.draft import (
    Draft,
    FoundValue,
    GroupDraft,
    LineDraft,
    RoleDraft,
    ShotDraft,
)


def found_value(item: Phrase, value: str, weak: bool = False) -> FoundValue:
    """A value with an item's place in the text; the item counts as taken."""
    item.taken = True
    return FoundValue(value, item.start, item.end, weak)


def felt_fields(value: FoundValue, strength: float) -> dict[str, FoundValue]:
    """A feeling as fields of a line, with how strong it is where that is told."""
    if strength == 1:
        return {"emotion": value}
    return {"emotion": value, "strength": strength_value(value, strength)}


def strength_value(value: FoundValue, strength: float) -> FoundValue:
    """How strong a feeling is: told by its own words, and by a word of degree before them."""
    start = value.degree if value.degree >= 0 else value.start
    return FoundValue(f"{strength:g}", start, value.end)


@dataclass
class ReadingContext:
    """What the reading knows so far."""

    words: Words
    draft: Draft = field(default_factory=Draft)
    otherwise: frozenset[int] = frozenset()
    """Places of the brief at which it is decided otherwise whether a shot begins."""
    shot: ShotDraft = field(default_factory=ShotDraft)
    clause: Clause = field(default_factory=Clause)
    before: Clause = field(default_factory=Clause)
    """The clause before this one."""
    at: int = 0
    """The item of the clause that is being read."""
    subjects: list[str] = field(default_factory=list)
    """Who does what is told next."""
    joined: list[ShotDraft] = field(default_factory=list)
    """Shots of this sentence by the same doers: "he sits and thinks, in his bedroom"."""
    listing: bool = False
    """Whether names are being told one after another, with nothing done yet."""
    acted: bool = False
    """Whether the subjects did something in this clause."""
    ghost: bool = False
    """Whether what is told is done by somebody whom the studio does not know."""
    recent: list[str] = field(default_factory=list)
    pending: list[tuple[str, FoundValue, float]] = field(default_factory=list)
    """What was told of the next name: its category, value and strength."""
    main: tuple[list[str], bool] | None = None
    """Who does what is told after a relative clause."""
    released: list[tuple[str, FoundValue, float]] = field(default_factory=list)
    """What of it was given to the name before, and is told of those after it as well."""
    degree: tuple[float, Phrase] | None = None
    felt: list[RoleDraft] = field(default_factory=list)
    speech: Meaning | None = None
    coming: dict[str, FoundValue] = field(default_factory=dict)
    """What is told of the line that comes next: see LineDraft.fields."""
    shared: dict[str, FoundValue] = field(default_factory=dict)
    """What is told of all lines that come: "all in French"."""
    last_line: LineDraft | None = None
    acted_after_line: bool = False
    telling: bool = False
    """Whether the sentence, or the line of a list, tells of somebody."""
    written: str = ""
    """The title that was told last: opening, closing or title."""
    speech_by: list[str] = field(default_factory=list)
    """Who does what the verb of speech tells."""
    of_all: bool = False
    """Whether the sentence has come to tell of all shots: "each at sunset"."""
    negated: Phrase | None = None
    excluded: list[Phrase] = field(default_factory=list)
    """The names of those who are not to be there: "without Alberto"."""

    @property
    def group(self) -> GroupDraft:
        """The piece that is being told of."""
        return self.draft.groups[self.shot.group]

    def shots_of(self, group: int) -> list[ShotDraft]:
        """The shots of one piece."""
        return [shot for shot in self.draft.shots if shot.group == group]

    def item(self, step: int = 0) -> Phrase | None:
        """The item `step` places from the one that is read, within the clause."""
        place = self.at + step
        return self.clause.items[place] if 0 <= place < len(self.clause.items) else None

    def is_close_part(self, item: Phrase) -> bool:
        """Whether an item is a part of somebody that is seen from near: "cut to his face", "push in
        on Mina's face"."""
        owner, led = (self.words.items[max(0, item.place - n)] for n in (1, 2))
        owned = self.words.listed("possessive", owner.norm) or (
            owner.has("name") and self.words.tokens[owner.last - 1].possessive
        )
        seen = self.clause.cut or self.clause.having("move", "kind")
        goes = self.words.listed("towards", led.norm) or led.has("move", "transition", "sequence")
        return bool(self.words.listed("close_parts", item.norm) and owned and seen and goes)

    def leads_to_quote(self, item: Phrase) -> bool:
        """Whether what is said comes right after an item: "to Nico: 'No.'"."""
        for one in self.words.items[item.place + 1 : item.place + 4]:
            if one.has("quote") or one.is_stop or not one.is_mark:
                return one.has("quote")
        return False

    def take_degree(self, value: FoundValue) -> float:
        """How strongly, as a word of degree before `value` has it: it is told of that alone."""
        if self.degree is None:
            return 1.0
        (factor, item), self.degree = self.degree, None
        value.degree = item.start
        return factor

    def line_comes(self, item: Phrase) -> bool:
        """Whether what an item tells of a voice is told of the line that comes next, not of the
        last one: "and Luca answers slowly 'I am coming'"."""
        items = self.words.items
        if self.clause.boundary == "aside" and self.words.asides_lead:
            return True
        quotes = [one.place > item.place for one in self.clause.having("quote")]
        if all(quotes) and quotes and self.clause.boundary in ("and", "comma"):
            return True  # "and in Spanish 'Hola'"
        for one in reversed(items[: item.place]):  # "'Who is there?' (Luca, scared)"
            if one.norm == "(" and one.place and items[one.place - 1].has("quote"):
                return False
            if one.is_mark and one.norm != ",":
                break
        for one in reversed(items[: item.place]):
            if one.has("quote"):
                return False
            if one.has("speech", "name", "sequence") or one.is_stop:
                break
        for one in items[item.place + 1 :]:
            if one.has("sequence") or one.is_stop:
                return False
            if one.has("quote"):
                return True
        return False

    def spreads(self) -> bool:
        """Whether the clause speaks of all shots: "each at sunset", "…, both happy"."""
        return self.of_all and not self.clause.having("name")

    def tell_line(self, name: str, value: FoundValue, item: Phrase) -> bool:
        """Give the line that an item speaks of a quality, or all lines: "all of them angry". False
        where there is none."""
        lines = self.lines_of_all()
        if self.spreads():
            if lines and not self.line_comes(item):
                for line in lines:
                    line.fields[name] = value
            else:
                self.shared[name] = value
        elif self.line_comes(item):
            self.coming[name] = value
        elif self.last_line is not None:
            self.last_line.fields[name] = value
        else:
            return False
        return True

    def lines_of_all(self) -> list[LineDraft]:
        """The lines of all shots of the piece."""
        return [line for shot in self.shots_of(self.shot.group) for line in shot.lines]

    def varies_line(self, clause: Clause) -> bool:
        """Whether a clause asks for the line that was told once more, felt otherwise: "happily,
        then sadly", "and once more in a scared voice"."""
        shot = self.shot
        again = clause.boundary == "then" or clause.having("again")
        other = clause.having("quote", "name", "action", "set", "time", "framing")
        heard = self.words.only_heard or self.group.kind == "voice_line"
        felt = any("emotion" in line.fields for line in shot.lines[-1:])
        return bool(heard and felt and again and clause.having("emotion") and not other)

    def role(self, character: str, item: Phrase | None = None) -> RoleDraft:
        """The character's role in this shot, made where it has none."""
        found = self.shot.role(character)
        if found is None:
            found = RoleDraft(character)
            if item is None:
                found.source = "carried"
            self.shot.roles.append(found)
        if item is not None and found.end == 0:
            found.start, found.end, found.source = item.start, item.end, "brief"
        self.shot.touched = True
        return found

    def meant(self, who: str, said: str = "") -> list[str]:
        """Whom a pronoun means, of those who were named; `said` as "all three" is."""
        book, recent = self.words.book, self.recent
        if who == "cast":
            return list(book.names)
        if who in ("he", "she"):
            return [n for n in recent if book.gender(n) in (who, "")][-1:]
        if who in ("boys", "girls"):
            wanted = "he" if who == "boys" else "she"
            return [n for n in recent if book.gender(n) == wanted][-2:]
        here = [role.character for role in self.shot.roles]
        three = self.words.listed("three", said) or len(recent) < 3
        return (
            here
            if len(here) > 1 + self.words.listed("three", said)
            else recent[-3 if three else -2 :]
        )

    def mention(self, character: str) -> None:
        """Remember who was named last."""
        if character in self.recent:
            self.recent.remove(character)
        self.recent.append(character)

    def next_shot(self, new_group: bool = False, kind: str = "") -> None:
        """Begin another shot, of the same piece or of a new one."""
        if new_group:
            self.draft.groups.append(GroupDraft(kind))
            self.shared = {}
        number = self.draft.shots[-1].number + 1
        self.shot = ShotDraft(group=len(self.draft.groups) - 1, number=number)
        self.draft.shots.append(self.shot)
        self.pending, self.felt, self.speech, self.coming = [], [], None, {}
        self.listing, self.acted, self.last_line, self.degree = False, False, None, None
        self.acted_after_line = False


Handler = Callable[[ReadingContext, Phrase, Meaning], bool]
"""Puts what an item tells into the draft; False where nothing could hold it."""
