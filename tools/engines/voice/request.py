"""What `speak` is asked for, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from tools.engines.request import Request

LEAST_AGREEMENT = 0.35  # of a reading with a recording, from which they say the same words


class SpokenLine(TypedDict):
    """A line that was spoken: `phonemes` in IPA, gapless from 0 to `duration`, "sil" for pauses;
    `limited_db`: taken off the peaks; `level_db`: how much louder or softer than a neutral line the
    mix should place it; `fallback`: why a poorer voice than usual spoke this once, or ""."""

    path: str
    sample_rate: int
    duration: float
    phonemes: list[dict[str, Any]]
    words: list[dict[str, Any]]
    lufs: float
    peak_db: float
    limited_db: float
    level_db: float
    engine: str
    notes: list[str]
    fallback: str


@dataclass(frozen=True, kw_only=True)
class Speak(Request[SpokenLine]):
    """A line in a character's voice. `voice`: the sheet's profile; `strength` 0 to 2; `out`: an
    absolute path that ends in .wav."""

    text: str
    language: str
    accent: str | None
    voice: dict[str, Any]
    emotion: str
    strength: float
    rate: float
    out: str
    delivery: str = "spoken"


class AlignedLine(TypedDict):
    """The phonemes and words of a reading at their times in a recording, as in a SpokenLine.
    `agreement`: 1 where both say the same words, 0 for others; under LEAST_AGREEMENT nobody should
    rely on the times."""

    duration: float
    phonemes: list[dict[str, Any]]
    words: list[dict[str, Any]]
    agreement: float


@dataclass(frozen=True, kw_only=True)
class Align(Request[AlignedLine]):
    """Find when each of `phonemes` and `words`, which are those of the sound file `reading`, is
    said in the sound file `recording` of the same words."""

    recording: str
    reading: str
    phonemes: Sequence[dict[str, Any]]
    words: Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Recast(Speak):
    """The same line, which another engine spoke to the sound file `spoken`: its times are found
    beside `reading`, whose `phonemes` and `words` are known, and it is given the feeling, the
    delivery and the level of a line. `spoken_by`: the engine, in words."""

    spoken: str
    reading: str
    phonemes: Sequence[dict[str, Any]]
    words: Sequence[dict[str, Any]]
    spoken_by: str


@dataclass(frozen=True, kw_only=True)
class Describe(Request[dict[str, list[str]]]):
    """What is installed: the synthesisers, the accents of English and the emotions."""
