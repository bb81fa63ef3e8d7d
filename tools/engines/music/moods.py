"""The moods of moods.toml, typed."""

import functools
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

Play = Literal[
    "melody",
    "doubled",
    "strum",
    "offbeats",
    "arpeggio",
    "ostinato",
    "pad",
    "bass_bounce",
    "bass_pulse",
    "bass_hold",
    "bass_oompah",
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Part(_Strict):
    """Who plays what: `level` in dB, `pan` from -1 (left) to 1 (right)."""

    play: Play
    sound: str
    level: float
    pan: float


class Drums(_Strict):
    pattern: Literal["none", "pop", "clock", "taiko", "vaudeville"]
    level: float


class Room(_Strict):
    """Reverberation: time to -60 dB, and the wet sound's share."""

    seconds: float
    wet: float


class MoodStyle(_Strict):
    """How a mood is composed and played; see moods.toml."""

    modes: list[str]
    keys: list[str]
    tempo: tuple[float, float]
    swing: float
    progressions: list[list[int]]
    sevenths: bool
    rhythms: list[list[float]]
    rest: float
    octave: int
    room: Room
    parts: list[Part]
    drums: Drums
    chromatic: float = 0.0
    staccato: float = 0.92


@functools.cache
def styles() -> dict[str, MoodStyle]:
    """Every mood's style by name."""
    text = Path(__file__).with_name("moods.toml").read_text()
    return {name: MoodStyle(**table) for name, table in tomllib.loads(text).items()}
