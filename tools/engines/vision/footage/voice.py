"""The voice of a video by itself, where the recordings that were mixed with music are known."""

from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from tools.engines.audio_analysis.decode import mono, read_sound

REACH = 1.0  # seconds: how far from its planned place a recording is looked for
_RATE = 8000  # Hz: enough to find a voice by
_CLEAR = 1.5  # the true place stands out of the other places by this factor


def lone_voice(samples: np.ndarray, rate: int, voices: list[dict[str, Any]]) -> np.ndarray:
    """The spoken recordings as they sound in the mono `samples`, without what they are mixed with.

    `voices`: each the `path` of a recording and its planned `start` in seconds. Where they really
    sound in `samples` is found with a matched filter, so that a mix that slipped is noticed.
    """
    laid = np.zeros(len(samples))
    for voice in voices:
        recording, own_rate = read_sound(Path(voice["path"]))
        recording = _resampled(mono(recording), own_rate, rate)
        begin = min(round(voice["start"] * rate), len(laid))
        part = recording[: len(laid) - begin]
        laid[begin : begin + len(part)] += part
    return _moved(laid, slip(laid, samples, rate))


def slip(laid: np.ndarray, samples: np.ndarray, rate: int) -> int:
    """By how many samples `laid` sounds later in `samples`; 0 where it cannot be made out."""
    small = [np.diff(_resampled(sound, rate, _RATE)) for sound in (samples, laid)]
    curve = np.abs(scipy.signal.correlate(small[0], small[1], "full", "fft"))
    middle, reach = len(small[1]) - 1, round(REACH * _RATE)
    first = max(middle - reach, 0)
    near = curve[first : middle + reach + 1]
    peak = int(np.argmax(near))
    others = np.abs(np.arange(len(near)) - peak) > 0.05 * _RATE
    if not others.any() or near[peak] < _CLEAR * near[others].max():
        return 0
    return round((first + peak - middle) * rate / _RATE)


def _resampled(sound: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    shared = gcd(rate, wanted)
    return (
        scipy.signal.resample_poly(sound, wanted // shared, rate // shared)
        if rate != wanted
        else sound
    )


def _moved(sound: np.ndarray, by: int) -> np.ndarray:
    moved = np.zeros_like(sound)
    if by >= 0:
        moved[by:] = sound[: len(sound) - by]
    else:
        moved[:by] = sound[-by:]
    return moved
