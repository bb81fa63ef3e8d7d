"""What a score is made of. Times are in beats."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """`pitch` is a MIDI number, for drums the drum's name; `strength` from 0 to 1."""

    start: float
    length: float
    pitch: int | str
    strength: float


@dataclass(frozen=True)
class Chord:
    """`classes` are pitch classes, root first; `degree` is that of the scale, 1 to 7."""

    start: float
    length: float
    degree: int
    classes: tuple[int, ...]
