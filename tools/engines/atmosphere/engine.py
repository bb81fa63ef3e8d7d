"""The atmosphere engine: places heard, synthesised in this process."""

import functools
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.errors import ToolError
from studio.nouns.vocabulary import Atmosphere
from studio.settings import Settings
from tools.engines.atmosphere.sounds import ATMOSPHERES, RATE
from tools.engines.base import InProcessEngine, Progress
from tools.engines.ffmpeg.loudness import MadeSound, write_sound
from tools.engines.registry import engine
from tools.engines.request import Request
from tools.engines.version import digest_of

LOUDNESS = -24.0  # LUFS: what lies under everything
FADE = 0.8  # seconds at both ends, at most a quarter


@engine
def in_this_studio(settings: Settings) -> InProcessEngine:
    """The engine of this process."""
    return atmosphere_engine()


@functools.cache
def atmosphere_engine() -> InProcessEngine:
    """The engine of this process."""
    return InProcessEngine(
        "atmosphere",
        digest_of(__name__, packages=("numpy", "scipy")),
        "The sound of a place, out of filtered noise and small events.",
        [make_atmosphere],
    )


@dataclass(frozen=True, kw_only=True)
class MakeAtmosphere(Request[MadeSound]):
    """`duration` in seconds; `out` ends in .wav."""

    kind: Atmosphere
    duration: float
    seed: int
    out: Path


def make_atmosphere(request: MakeAtmosphere, progress: Progress) -> MadeSound:
    """An atmosphere as 48 kHz 16-bit stereo WAV."""
    kind, duration, out = request.kind, request.duration, request.out
    if kind not in ATMOSPHERES:
        raise ToolError(f"there is no atmosphere {kind!r}.", f"Use {', '.join(ATMOSPHERES)}.")
    count = round(duration * RATE)
    chance = np.random.default_rng([zlib.crc32(kind.encode()), request.seed])
    sound = ATMOSPHERES[kind](count, chance)
    ramp = max(1, round(min(FADE, duration / 4) * RATE))
    rise = np.sin(np.linspace(0, np.pi / 2, ramp))[:, None]
    sound[:ramp] *= rise
    sound[-ramp:] *= rise[::-1]
    progress(0.6, "an atmosphere")
    return write_sound(sound / np.abs(sound).max() * 0.7, LOUDNESS, out, progress)
