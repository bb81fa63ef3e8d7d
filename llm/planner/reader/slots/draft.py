"""The draft that a brief is read into: slots, each with the words that fill it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Source = Literal["brief", "carried", "default", "note"]


@dataclass(frozen=True)
class Slot:
    """One thing that is known of the plan. `path` is its place there, `start` and `end` the place
    of its words in the text, in characters; both 0 for what no word says."""

    path: str
    value: str
    start: int = 0
    end: int = 0
    source: Source = "brief"


@dataclass
class FoundValue:
    """A value with its words, before its path in the plan is known. A weak one gives way."""

    value: str
    start: int = 0
    end: int = 0
    weak: bool = False
    source: Source = "brief"
    degree: int = -1
    """Where a word of degree before it begins, -1 without one: "very happy"."""


@dataclass
class RoleDraft:
    """What is asked of one character."""

    character: str
    start: int = 0
    end: int = 0
    fields: dict[str, FoundValue] = field(default_factory=dict)
    """Of `action`, `expression` and `strength` those that are named."""
    source: Source = "brief"
    met: bool = False
    """Whether somebody turns or speaks to this one."""


@dataclass
class LineDraft:
    """Words to be spoken, and how."""

    speaker: str
    text: str
    start: int
    end: int
    fields: dict[str, FoundValue] = field(default_factory=dict)
    """Of `emotion`, `strength`, `rate`, `language` and `off_screen` those that are named."""
    implied: str = ""
    force: float = 1.0
    voiced: str = ""
    """What the verb lends to the voice: a feeling, how loud it is, and how it is delivered."""
    recording: str = ""
    """The handle of the sound in which it is said."""
    recorded: tuple[int, int] = (0, 0)
    """The place of the words that name it."""


@dataclass
class CaptionDraft:
    """Words to be read in the picture."""

    text: str
    start: int
    end: int
    fields: dict[str, FoundValue] = field(default_factory=dict)


@dataclass
class ShotDraft:
    """One shot as far as the brief tells."""

    group: int = 0
    number: int = 0
    """Which of the draft's shots it is; variants of one have the same."""
    kind: str = ""
    kind_named: FoundValue | None = None
    roles: list[RoleDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    captions: list[CaptionDraft] = field(default_factory=list)
    fields: dict[str, FoundValue] = field(default_factory=dict)
    passes: list[FoundValue] = field(default_factory=list)
    views: list[FoundValue] = field(default_factory=list)
    """Several views, each of which is a picture of its own."""
    several: dict[str, list[FoundValue]] = field(default_factory=dict)
    """Of a field several values, each of a picture or shot of its own."""
    transition: FoundValue | None = None
    """From this shot into the next one."""
    count: int = 1
    earlier: bool = False
    """Whether it is told after the shot that it comes before."""
    marked: str = ""
    """Its number, where the brief numbers its shots."""
    touched: bool = False
    """Whether it holds anything of its own."""

    def role(self, character: str) -> RoleDraft | None:
        """What is asked of that character here."""
        return next((role for role in self.roles if role.character == character), None)

    def moving(self) -> bool:
        """Whether something is asked that only a moving shot has."""
        timed = any({"start", "seconds", "when"} & one.fields.keys() for one in self.captions)
        told = {"move", "speed", "fps", "length"} & self.fields.keys()
        return bool(told or self.transition or timed)


@dataclass
class GroupDraft:
    """One piece that a brief names: `a picture of`, `two clips`, `a film`. `film` where its shots
    belong together."""

    kind: str = ""
    film: bool = False
    count: int = 0
    count_word: FoundValue | None = None
    boundary: str = ""
    """What stood before it: see clauses.Clause."""
    listed: bool = False
    """Whether its parts are told one by one after a colon."""
    apart: bool = False
    """Whether who is in them is listed after a colon or in brackets."""
    varied: list[Any] = field(default_factory=list)
    """The words that ask for the same several times, each time otherwise: "in three moods"."""
    single: bool = False
    """Whether all of it is one shot, whatever happens in it: "in one take"."""
    kinds: list[tuple[str, int]] = field(default_factory=list)
    """Several kinds that one description is of, and how many of each: "two stills and a clip"."""


@dataclass
class LeftOutWords:
    """Words that the plan does not hold, and the key of the reason."""

    start: int
    end: int
    reason: str


@dataclass
class Draft:
    """All that a brief asks for."""

    groups: list[GroupDraft] = field(default_factory=lambda: [GroupDraft()])
    shots: list[ShotDraft] = field(default_factory=list)
    fields: dict[str, FoundValue] = field(default_factory=dict)
    """Of the film itself: length, music, mood, atmosphere, subtitles, title, opening, closing."""
    left: list[LeftOutWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    choices: list[Any] = field(default_factory=list)
    """Where it can be read as one shot or two: see pieces.choices."""
    places: list[int] = field(default_factory=list)
    """Where in the brief it was decided whether a shot begins."""
    every_transition: FoundValue | None = None
    joints: dict[int, FoundValue] = field(default_factory=dict)
    """Transitions by the number of the shot that they come after."""
    exports: list[FoundValue] = field(default_factory=list)
    pieces: int = 0
    """How many pieces the brief says that it names: "three things: …"."""
    sheet: bool = False
