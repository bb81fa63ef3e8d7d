"""What the sound engine can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from studio.nouns.vocabulary import SoundEffect
from tools.engines.ffmpeg.loudness import MadeSound
from tools.engines.request import Request


@dataclass(frozen=True, kw_only=True)
class MakeEffect(Request[MadeSound]):
    """`duration` in seconds, None: what is usual for its kind; `loudness` in LUFS,
    of its loudest 0.4 s; `out` ends in .wav."""

    kind: SoundEffect
    duration: float | None
    seed: int
    loudness: float
    out: Path


class Ducked(TypedDict):
    """`duration` in seconds; `spans`: [start, end] of where it was lowered, without the ramps."""

    duration: float
    spans: list[list[float]]


@dataclass(frozen=True, kw_only=True)
class DuckSound(Request[Ducked]):
    """The sound at `path` lowered by `by` dB in `spans` of seconds. It is down where a span begins,
    having begun `attack` seconds before, and takes `release` seconds to come back. `voice`: where
    no spans are given, they are where that file sounds, which begins at `start`. `out` ends in
    .wav."""

    path: Path
    spans: Sequence[Sequence[float]]
    voice: Path
    start: float
    by: float
    attack: float
    release: float
    out: Path
