"""Music that makes room: lowered where a voice speaks."""

from collections.abc import Sequence

import numpy as np
import soundfile

from studio.errors import ToolError
from tools.engines.audio_analysis.activity import activity, silent
from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.base import Progress
from tools.engines.sound.requests import Ducked, DuckSound

_PAUSE = 0.35  # seconds: a shorter silence does not end what is said


def duck_sound(request: DuckSound, progress: Progress) -> Ducked:
    """Write it as 16-bit WAV at its own rate. ToolError where it or the voice has no sound."""
    samples, rate = read_sound(request.path)
    if not samples.size:
        raise ToolError(f"{request.path.name} holds no sound.", "Pass music that sounds.")
    spans = [(float(start), float(end)) for start, end in request.spans]
    spans = spans or _sounding(request)
    progress(0.5, "making room for the voice")
    times = np.arange(len(samples)) / rate
    level = lowered(times, spans, request.by, request.attack, request.release)
    quieter = samples * (10 ** (level / 20))[:, None]
    soundfile.write(request.out, np.clip(quieter, -1, 1), rate, "PCM_16")
    told = [[round(start, 3), round(end, 3)] for start, end in joined(spans, 0)]
    return {"duration": len(samples) / rate, "spans": told}


def lowered(
    times: np.ndarray,
    spans: Sequence[tuple[float, float]],
    by: float,
    attack: float,
    release: float,
) -> np.ndarray:
    """dB at each of `times`: -`by` in the spans, ramps before and behind. Between two spans it
    comes back only where there is time to go up and down again."""
    level = np.zeros(len(times))
    for start, end in joined(spans, attack + release):
        ramp = [-attack - 1e-9, 0.0, end - start, end - start + release + 1e-9]
        level = np.minimum(level, np.interp(times - start, ramp, [0.0, -by, -by, 0.0]))
    return level


def joined(spans: Sequence[tuple[float, float]], gap: float) -> list[tuple[float, float]]:
    """Spans in order; those that lie nearer than `gap` seconds to each other are one."""
    found: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _sounding(request: DuckSound) -> list[tuple[float, float]]:
    """Where the voice sounds, in seconds of the music."""
    samples, rate = read_sound(request.voice)
    times, rms = activity(mono(samples), rate)
    loud = times[~silent(rms)]
    if not loud.size:
        raise ToolError(f"{request.voice.name} is silent.", "Pass the voice that speaks.")
    half = (times[1] - times[0]) / 2 if times.size > 1 else 0.0
    return joined([(t - half + request.start, t + half + request.start) for t in loud], _PAUSE)
