"""What a brief asks to do with footage, before lengths and sizes of the footage are known."""

from dataclasses import dataclass, field

from studio.nouns.vocabulary import EditKind, Look, Mood


@dataclass
class Change:
    """One change. `where` is None where the brief is silent; a `start` belongs to the place "time".
    `open_end`: up to the end of the footage. `removes`: a trim that takes the place out, not the
    rest. `measured`: the brief says how much or how long, by a number or a degree; `counted`: how
    much. `word` is its word in footage.yaml, `said` what the brief says of it."""

    kind: EditKind
    amount: float = 0.0
    where: str | None = None
    start: float = 0.0
    seconds: float = 0.0
    look: Look | None = None
    open_end: bool = False
    removes: bool = False
    measured: bool = False
    counted: bool = False
    word: str = ""
    said: str = ""


@dataclass
class Wish:
    """All that is asked for. `length` is that of the result in seconds, 0 where none is named,
    `shorter` how much is to be left out, `moved` a time that a note gives to an edit.
    `impossible` are phrases of what no tool can do, `unplaced` what has no place beside the rest,
    `unclear` what lacks a detail, `relative` how much more or less of everything a note wants.
    `refers`: the brief speaks of footage, `inserts`: somebody is to be put into it. `foreign`:
    hardly a word of it is English. `remarks` are sentences about how it is read."""

    changes: list[Change] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    parody: bool = False
    title: str = ""
    music: bool = False
    mood: Mood | None = None
    length: float = 0.0
    shorter: float = 0.0
    moved: float | None = None
    seed: int | None = None
    quality: str = ""
    refers: bool = False
    inserts: bool = False
    foreign: bool = False
    remarks: list[str] = field(default_factory=list)
    impossible: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    relative: float = 0.0

    @property
    def asks(self) -> bool:
        """Whether anything is to be made."""
        made = self.changes or self.parody or self.title or self.music
        return bool(made or self.length or self.shorter)

    @property
    def concerns_footage(self) -> bool:
        """Whether the words only make sense with footage."""
        return self.asks or bool(self.impossible or self.unclear)
