"""What `speak` is asked for, and what it answers."""

from dataclasses import dataclass
from typing import Any, TypedDict

from tools.engines.request import Request


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


@dataclass(frozen=True, kw_only=True)
class Describe(Request[dict[str, list[str]]]):
    """What is installed: the synthesisers, the accents of English and the emotions."""
