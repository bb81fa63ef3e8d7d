"""A sound effect, made to a length and a loudness."""

import zlib

import numpy as np

from studio.errors import ToolError
from tools.engines.audio_analysis.levels import loudest, loudness
from tools.engines.base import Progress
from tools.engines.ffmpeg.loudness import MadeSound, write_sound
from tools.engines.sound.effects import comic, hits, moves
from tools.engines.sound.effects.waves import RATE, Effect, Sound
from tools.engines.sound.requests import MakeEffect

EFFECTS: dict[str, Effect] = moves.EFFECTS | hits.EFFECTS | comic.EFFECTS
_EDGE = 0.003  # seconds at both ends in which a sound comes and goes, so that it does not click


def make_effect(request: MakeEffect, progress: Progress) -> MadeSound:
    """An effect as 48 kHz 16-bit stereo WAV. ToolError for a kind that there is not."""
    if request.kind not in EFFECTS:
        raise ToolError(
            f"there is no sound effect {request.kind!r}.", f"Use one of {', '.join(EFFECTS)}."
        )
    wave = effect(request.kind, request.duration, request.seed)
    progress(0.5, "a sound effect")
    # What is over at once has little of the loudness of its whole.
    whole = np.pad(wave, ((0, max(0, RATE // 2 - len(wave))), (0, 0)))
    above = loudest(wave, RATE) - loudness(whole, RATE)
    made = write_sound(wave, request.loudness - above, request.out, progress)
    return {**made, "lufs": round(made["lufs"] + above, 1)}


def effect(kind: str, duration: float | None, seed: int) -> Sound:
    """The samples (n, 2) of an effect, float, its peak at 0.7."""
    known = EFFECTS[kind]
    count = round((duration or known.usual) * RATE)
    made = known.make(count, np.random.default_rng([zlib.crc32(kind.encode()), seed]))
    stereo = made if made.ndim == 2 else np.repeat(made[:, None], 2, axis=1)
    edge = min(round(_EDGE * RATE), count // 4)
    stereo[:edge] *= np.linspace(0, 1, edge)[:, None]
    stereo[count - edge :] *= np.linspace(1, 0, edge)[:, None]
    return 0.7 * stereo / max(float(np.abs(stereo).max()), 1e-9)
