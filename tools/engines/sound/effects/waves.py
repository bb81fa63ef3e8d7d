"""What sound effects are made of: tones whose pitch glides, noise whose band moves, and envelopes.

Lengths are in samples at RATE, pitches in Hz; a sound is float64 of about full scale.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

RATE = 48000
Sound = NDArray[np.float64]
Chance = np.random.Generator

_FRAME = 1024  # samples of the windows in which noise is shaped


@dataclass(frozen=True)
class Effect:
    """`make`: (samples, chance) to a sound (n,) or (n, 2); `usual`: its length in seconds."""

    make: Callable[[int, Chance], Sound]
    usual: float


def clock(count: int) -> Sound:
    """The seconds of each sample."""
    return np.arange(count) / RATE


def share(count: int) -> Sound:
    """0 at the first sample, near 1 at the last."""
    return np.arange(count) / max(count, 1)


def decay(count: int, seconds: float) -> Sound:
    """From 1 down to 1/e after so many seconds."""
    return np.exp(-clock(count) / seconds)


def glide(pitch: Sound, partials: tuple[float, ...] = (1.0,)) -> Sound:
    """A tone that follows `pitch`, with `partials` as the levels of its harmonics."""
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tones = [level * np.sin(number * phase) for number, level in enumerate(partials, 1)]
    return np.sum(tones, axis=0) / sum(partials)


def noise(count: int, chance: Chance, centre: Sound | float, octaves: float) -> Sound:
    """Noise about `centre`, of one value or one a sample, `octaves` wide (standard deviation)."""
    padded = max(count, 2 * _FRAME)
    hertz, times, bins = scipy.signal.stft(
        chance.standard_normal(padded), RATE, nperseg=_FRAME, noverlap=3 * _FRAME // 4
    )
    along = np.interp(times, clock(count), np.broadcast_to(np.asarray(centre, float), count))
    distance = np.log2(np.maximum(hertz, 20)[:, None] / along[None])
    shaped = bins * np.exp(-0.5 * (distance / octaves) ** 2)
    _, made = scipy.signal.istft(shaped, RATE, nperseg=_FRAME, noverlap=3 * _FRAME // 4)
    made = made[:count]
    return made / max(float(np.abs(made).max()), 1e-9)


def placed(count: int, sounds: list[tuple[int, Sound]]) -> Sound:
    """Sounds laid at their samples; what is beyond the end is cut off."""
    out = np.zeros(count)
    for at, sound in sounds:
        part = sound[: max(count - at, 0)]
        out[at : at + len(part)] += part
    return out


def across(sound: Sound, side: Sound | float) -> Sound:
    """Stereo: `side` 0 is left and 1 right, of one value or one a sample."""
    where = np.broadcast_to(np.asarray(side, float), sound.shape)
    return sound[:, None] * np.sqrt(np.stack([1 - where, where], axis=1))
