"""The drums by name: one stroke of a strength from 0 to 1."""

from collections.abc import Callable

import numpy as np

from tools.engines.music.sounds.waves import RATE, Wave, band, noise, partials, seconds


def _skin(length: float, high: float, low: float, fall: float, decay: float) -> Wave:
    """A drum skin: a tone that falls from `high` to `low` Hz."""
    time = seconds(int(length * RATE))
    hertz = low + (high - low) * np.exp(-time / fall)
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE) * np.exp(-time / decay)


def _hiss(length: float, low: float, high: float | None, decay: float, name: str) -> Wave:
    count = int(length * RATE)
    return band(noise(count, name), low, high) * np.exp(-seconds(count) / decay)


def kick(strength: float) -> Wave:
    return strength * (_skin(0.35, 150, 52, 0.03, 0.11) + 0.1 * _hiss(0.35, 2000, 6000, 0.004, "k"))


def clap(strength: float) -> Wave:
    """Several hands: three bursts."""
    wave, burst = (_hiss(0.3, 900, 4000, decay, "clap") for decay in (0.06, 0.01))
    for late in (0.011, 0.023):
        start = int(late * RATE)
        wave[start:] += 0.8 * burst[:-start]
    return 0.5 * strength * wave


def shaker(strength: float) -> Wave:
    count = int(0.12 * RATE)
    swell = np.minimum(1, seconds(count) / 0.02)
    return 0.4 * strength * swell * _hiss(0.12, 5500, None, 0.03, "shaker")


def hat(strength: float) -> Wave:
    return 0.35 * strength * _hiss(0.09, 7000, None, 0.02, "hat")


def brush(strength: float) -> Wave:
    count = int(0.22 * RATE)
    swell = np.minimum(1, seconds(count) / 0.015)
    return 0.45 * strength * swell * _hiss(0.22, 1500, 9000, 0.06, "brush")


def tick(strength: float) -> Wave:
    return strength * partials(int(0.08 * RATE), 2100, [(1, 0.5, 0.012), (1.52, 0.3, 0.008)])


def woodblock(strength: float) -> Wave:
    return strength * partials(int(0.15 * RATE), 840, [(1, 0.8, 0.03), (1.6, 0.5, 0.018)])


def low_drum(strength: float) -> Wave:
    return strength * (_skin(1.0, 95, 48, 0.05, 0.28) + 0.08 * _hiss(1.0, 100, 700, 0.05, "low"))


def taiko(strength: float) -> Wave:
    skin = _skin(1.2, 130, 62, 0.06, 0.3) + 0.35 * _skin(1.2, 240, 148, 0.04, 0.12)
    return strength * (skin + 0.3 * strength * _hiss(1.2, 300, 2500, 0.03, "taiko"))


def cymbal(strength: float) -> Wave:
    return 0.5 * strength * _hiss(2.5, 3500, None, 0.7, "cymbal")


def triangle(strength: float) -> Wave:
    rows = [(1, 0.5, 0.7), (2.37, 0.35, 0.5), (3.9, 0.2, 0.3)]
    return 0.4 * strength * partials(int(1.8 * RATE), 2600, rows)


DRUMS: dict[str, Callable[[float], Wave]] = {
    stroke.__name__: stroke
    for stroke in (
        brush,
        clap,
        cymbal,
        hat,
        kick,
        low_drum,
        shaker,
        taiko,
        tick,
        triangle,
        woodblock,
    )
}
