"""The music engine: composes by rule, plays with synthesised instruments, in this process."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from studio.nouns.vocabulary import Mood
from studio.settings import Settings
from tools.engines.base import InProcessEngine, Progress
from tools.engines.ffmpeg.loudness import MadeSound, write_sound
from tools.engines.music.moods import styles
from tools.engines.music.performance import play
from tools.engines.music.score import compose
from tools.engines.registry import engine
from tools.engines.request import Request
from tools.engines.version import digest_of

LOUDNESS = -17.0  # LUFS
LONGEST = 300.0  # seconds


class MadeMusic(MadeSound):
    """What was composed: `tempo` in beats a minute, `chords` as seconds and degrees."""

    key: str
    tempo: float
    chords: list[dict[str, Any]]


@engine
def in_this_studio(settings: Settings) -> InProcessEngine:
    """The engine of this process."""
    return music_engine()


@functools.cache
def music_engine() -> InProcessEngine:
    """The engine of this process."""
    return InProcessEngine(
        "music",
        digest_of(__name__, packages=("numpy", "scipy")),
        "Music composed by rule for a mood, played by synthesised instruments.",
        [compose_music],
    )


@dataclass(frozen=True, kw_only=True)
class ComposeMusic(Request[MadeMusic]):
    """`duration` 1 to 300 s; `out` ends in .wav."""

    mood: Mood
    duration: float
    seed: int
    out: Path


def compose_music(request: ComposeMusic, progress: Progress) -> MadeMusic:
    """A piece as 48 kHz 16-bit stereo WAV."""
    mood, duration, seed = request.mood, request.duration, request.seed
    if mood not in styles():
        raise ToolError(f"there is no mood {mood!r}.", f"Use one of {', '.join(styles())}.")
    if not 1 <= duration <= LONGEST:
        raise ToolError(
            f"a piece of {duration:g} s cannot be composed.", f"Ask for 1 to {LONGEST:g} s."
        )
    style = styles()[mood]
    score = compose(style, duration, seed, mood)
    wave = play(score, style, duration, seed, lambda done, note: progress(0.8 * done, note))
    made = write_sound(
        wave, LOUDNESS, request.out, lambda done, note: progress(0.8 + 0.2 * done, note)
    )
    return {
        **made,
        "key": f"{score.key} {score.mode}",
        "tempo": round(score.tempo, 2),
        "chords": [
            {"t": round(chord.start * 60 / score.tempo, 3), "degree": chord.degree}
            for chord in score.chords
        ],
    }
