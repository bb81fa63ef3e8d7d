"""Atmospheres out of filtered noise and small events: what is heard of a place when nobody speaks.

Each function takes a number of samples and a random generator, and returns (samples, 2) float64 at
RATE Hz, about full scale; the engine sets the loudness.
"""

from collections.abc import Callable

import numpy as np
import scipy
from numpy.typing import NDArray

RATE = 48000
Sound = NDArray[np.float64]
Chance = np.random.Generator


def _noise(count: int, chance: Chance, low: float, high: float) -> Sound:
    """Stereo noise between `low` and `high` Hz, mostly common to both sides."""
    white = chance.standard_normal((count, 2)) * 0.5 + chance.standard_normal((count, 1))
    sos = scipy.signal.butter(2, (low, high), "bandpass", fs=RATE, output="sos")
    made = scipy.signal.sosfilt(sos, white, axis=0)
    return made / (np.abs(made).max() + 1e-9)


def _swell(count: int, chance: Chance, period: float, depth: float) -> Sound:
    """A slow rise and fall of about `period` s, 1 - `depth` to 1; shape (count, 1)."""
    points = max(3, int(count / RATE / period * 2) + 2)
    heights = 1 - depth * chance.random(points)
    return np.interp(np.linspace(0, points - 1, count), np.arange(points), heights)[:, None]


def _events(count: int, chance: Chance, a_second: float, make: Callable[[Chance], Sound]) -> Sound:
    """Mono sounds of `make` at random times, each somewhere between left and right."""
    out = np.zeros((count, 2))
    for _ in range(chance.poisson(max(1e-6, a_second * count / RATE))):
        sound = make(chance)
        at = int(chance.integers(0, max(1, count - 1)))
        part = sound[: count - at]
        side = chance.uniform(0.15, 0.85)
        out[at : at + len(part)] += part[:, None] * np.sqrt([1 - side, side])
    return out


def _glide(chance: Chance, low: float, high: float, seconds: float) -> Sound:
    """A whistled note that slides, with a soft beginning and end."""
    count = int(seconds * RATE)
    time = np.arange(count) / count
    pitch = low + (high - low) * (0.5 - 0.5 * np.cos(np.pi * time * chance.integers(1, 4)))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    return np.sin(phase) * np.sin(np.pi * time) ** 1.5


def _bird(chance: Chance) -> Sound:
    base = chance.uniform(2300, 4200)
    notes = []
    for _ in range(chance.integers(2, 6)):
        notes.append(
            _glide(chance, base, base * chance.uniform(1.1, 1.5), chance.uniform(0.06, 0.16))
        )
        notes.append(np.zeros(int(chance.uniform(0.03, 0.12) * RATE)))
    return np.concatenate(notes) * chance.uniform(0.08, 0.3)


def _gull(chance: Chance) -> Sound:
    cries = []
    for _ in range(chance.integers(1, 4)):
        cry = _glide(chance, 900, 1500, chance.uniform(0.25, 0.45))
        cries += [cry + 0.4 * cry**2, np.zeros(int(0.1 * RATE))]
    return np.concatenate(cries) * chance.uniform(0.04, 0.12)


def _cricket(chance: Chance) -> Sound:
    count = int(chance.uniform(0.5, 1.4) * RATE)
    time = np.arange(count) / RATE
    pulses = np.clip(np.sin(2 * np.pi * chance.uniform(24, 32) * time), 0, 1) ** 2
    tone = np.sin(2 * np.pi * chance.uniform(4100, 4900) * time)
    return tone * pulses * np.sin(np.pi * time / time[-1]) * chance.uniform(0.1, 0.3)


def _drop(chance: Chance) -> Sound:
    count = int(0.012 * RATE)
    time = np.arange(count) / RATE
    return np.sin(2 * np.pi * chance.uniform(1500, 6000) * time) * np.exp(-time * 500) * 0.5


def sea(count: int, chance: Chance) -> Sound:
    """Waves that come in every few seconds, gulls far off."""
    waves = _noise(count, chance, 120, 2600) * _swell(count, chance, 5.5, 0.85) ** 2
    return waves + 0.25 * _noise(count, chance, 40, 220) + _events(count, chance, 0.12, _gull)


def meadow(count: int, chance: Chance) -> Sound:
    """A light wind in the grass, and birds."""
    grass = 0.16 * _noise(count, chance, 900, 6500) * _swell(count, chance, 3.0, 0.7)
    return grass + _events(count, chance, 0.7, _bird)


def night(count: int, chance: Chance) -> Sound:
    """Crickets over a quiet ground."""
    return 0.05 * _noise(count, chance, 80, 700) + _events(count, chance, 1.6, _cricket)


def room(count: int, chance: Chance) -> Sound:
    """The air of a closed room: a low hum."""
    time = np.arange(count)[:, None] / RATE
    hum = np.sin(2 * np.pi * 100 * time) * 0.05 + np.sin(2 * np.pi * 150 * time) * 0.02
    return 0.3 * _noise(count, chance, 60, 420) + hum


def street(count: int, chance: Chance) -> Sound:
    """A town that is not near: rumble and passing cars."""
    rumble = _noise(count, chance, 40, 300) * _swell(count, chance, 4.0, 0.6)
    return rumble + 0.2 * _noise(count, chance, 300, 1500) * _swell(count, chance, 6.0, 0.95) ** 3


def wind(count: int, chance: Chance) -> Sound:
    """Gusts."""
    return (
        _noise(count, chance, 150, 900) * _swell(count, chance, 2.5, 0.85)
        + 0.3 * _noise(count, chance, 900, 3000) * _swell(count, chance, 2.0, 0.95) ** 2
    )


def rain(count: int, chance: Chance) -> Sound:
    """Steady rain with single drops near by."""
    return 0.45 * _noise(count, chance, 1200, 9000) + _events(count, chance, 40, _drop)


ATMOSPHERES: dict[str, Callable[[int, Chance], Sound]] = {
    "sea": sea,
    "meadow": meadow,
    "night": night,
    "room": room,
    "street": street,
    "wind": wind,
    "rain": rain,
}
