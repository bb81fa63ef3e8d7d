"""The music engine: composes by rule, plays with synthesised instruments, in this process."""

import functools
from pathlib import Path
from typing import Any

from studio.errors import ToolError
from tools.engines.base import InProcessEngine, Progress
from tools.engines.ffmpeg.loudness import write_sound
from tools.engines.music.moods import styles
from tools.engines.music.performance import play
from tools.engines.music.score import compose
from tools.engines.version import digest_of

LOUDNESS = -17.0  # LUFS
LONGEST = 300.0  # seconds


@functools.cache
def music_engine() -> InProcessEngine:
    """The engine of this process."""
    return InProcessEngine(
        "music",
        digest_of(__name__, packages=("numpy", "scipy")),
        "Music composed by rule for a mood, played by synthesised instruments.",
        {"compose": compose_music},
    )


def compose_music(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A piece as 48 kHz 16-bit stereo WAV.

    params: mood; duration: s, 1 to 300; seed; out: path ending in .wav.

    Returns {"path", "duration", "key", "tempo" (beats a minute), "chords" (seconds and degrees),
    "lufs", "peak_db"}.
    """
    mood, duration, seed = params["mood"], float(params["duration"]), int(params["seed"])
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
        wave,
        LOUDNESS,
        Path(params["out"]),
        lambda done, note: progress(0.8 + 0.2 * done, note),
    )
    return made | {
        "key": f"{score.key} {score.mode}",
        "tempo": round(score.tempo, 2),
        "chords": [
            {"t": round(chord.start * 60 / score.tempo, 3), "degree": chord.degree}
            for chord in score.chords
        ],
    }
