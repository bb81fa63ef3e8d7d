"""What instruments are made of: envelopes, wavetables, partials that die away, plucked strings.

All functions return float64 mono at RATE Hz.
"""

import functools
import zlib

import numpy as np
import scipy
from numpy.typing import NDArray

RATE = 48000
TABLE = 4096  # samples of one cycle

Wave = NDArray[np.float64]


def seconds(count: int) -> Wave:
    """The times of `count` samples, s."""
    return np.arange(count) / RATE


def noise(count: int, name: str) -> Wave:
    """White noise that is the same for the same `name`."""
    return np.random.default_rng(zlib.crc32(name.encode())).standard_normal(count)


def band(wave: Wave, low: float | None, high: float | None, order: int = 2) -> Wave:
    """Butterworth filter that lets `low` to `high` Hz through; None leaves that side open."""
    if low and high:
        sos = scipy.signal.butter(order, (low, high), "bandpass", fs=RATE, output="sos")
    else:
        sos = scipy.signal.butter(
            order, low or high, "highpass" if low else "lowpass", fs=RATE, output="sos"
        )
    return scipy.signal.sosfilt(sos, wave)


def envelope(
    length: float, attack: float, release: float, decay: float = 0.0, sustain: float = 1.0
) -> Wave:
    """Rise, fall to `sustain`, hold until `length` s, then die away for `release` s."""
    count, tail = max(1, int(length * RATE)), max(1, int(release * RATE))
    time = seconds(count)
    rise = np.minimum(1.0, time / max(attack, 1e-3))
    body = np.sin(rise * np.pi / 2) * (sustain + (1 - sustain) * np.exp(-time / max(decay, 1e-3)))
    return np.concatenate([body, body[-1] * (1 - np.arange(tail) / tail) ** 2])


def partials(count: int, pitch: float, rows: list[tuple[float, float, float]]) -> Wave:
    """Sines that die away; rows of (ratio to `pitch` Hz, amplitude, time constant s)."""
    time = seconds(count)
    wave = np.zeros(count)
    for ratio, amplitude, constant in rows:
        if ratio * pitch < 0.45 * RATE:
            wave += amplitude * np.exp(-time / constant) * np.sin(2 * np.pi * ratio * pitch * time)
    return wave


@functools.cache
def table(shape: str, top: int) -> Wave:
    """One cycle of `shape` from its first `top` harmonics, peak 1.

    saw, hollow (odd harmonics, a closed pipe), brass (strong middle), vowel ("ah" about 200 Hz).
    """
    k = np.arange(1, top + 1)
    if shape == "hollow":
        gains = np.where(k % 2 == 1, 1.0 / k, 0.12 / k)
    elif shape == "brass":
        gains = 1.0 / (1 + ((k - 3) / 3.5) ** 2) + 0.3 / k
    elif shape == "vowel":
        hertz = k * 200.0
        gains = (
            0.15
            + sum(
                size / (1 + ((hertz - centre) / width) ** 2)
                for centre, width, size in ((700, 130, 1.0), (1150, 150, 0.6), (2700, 250, 0.2))
            )
        ) / k**0.5
    else:
        gains = 1.0 / k**1.15
    # Schroeder's phases keep the peaks low.
    phases = -np.pi * k * (k - 1) / top
    cycle = np.arange(TABLE) * 2 * np.pi / TABLE
    wave = (gains[:, None] * np.sin(np.outer(k, cycle) + phases[:, None])).sum(0)
    return wave / np.abs(wave).max()


def tone(
    count: int, pitch: float, shape: str, bend: Wave | float = 0.0, start: float = 0.0
) -> Wave:
    """A held tone of `pitch` Hz without aliasing, from `start` (0 to 1) of its cycle.

    `bend` in semitones, a curve or a number.
    """
    harmonics = max(1, min(40, int(0.4 * RATE / (pitch * 1.05))))
    speed = pitch * 2.0 ** (np.broadcast_to(bend, count) / 12.0)
    phase = (np.cumsum(speed) / RATE + start) * TABLE
    index = phase.astype(np.int64)
    part = phase - index
    wave = table(shape, harmonics)
    return wave[index % TABLE] * (1 - part) + wave[(index + 1) % TABLE] * part


def vibrato(count: int, rate: float, depth: float, onset: float, start: float = 0.0) -> Wave:
    """A bend of `depth` semitones at `rate` Hz that sets in after `onset` s."""
    time = seconds(count)
    return depth * np.clip((time - onset) / 0.3, 0, 1) * np.sin(2 * np.pi * (rate * time + start))


def ensemble(count: int, pitch: float, shape: str, voices: int, spread: float, name: str) -> Wave:
    """Several players: detuned by up to `spread` semitones, each with a vibrato of its own."""
    chance = np.random.default_rng(zlib.crc32(f"{name}{pitch:.2f}".encode()))
    wave = np.zeros(count)
    for voice in range(voices):
        offset = spread * (2 * voice / max(1, voices - 1) - 1)
        bend = offset + vibrato(count, chance.uniform(4.6, 5.8), 0.09, 0.15, chance.random())
        wave += tone(count, pitch, shape, bend, chance.random())
    return wave / voices**0.5


def string(count: int, pitch: float, brightness: float, ring: float, name: str) -> Wave:
    """A plucked string (Karplus and Strong 1983, extended by Jaffe and Smith 1983).

    `brightness` 0 to 1 shapes the pluck, `ring` is the time to -60 dB in s.
    """
    period = RATE / pitch
    delay = int(period - 0.5)
    part = period - 0.5 - delay
    loss = 10.0 ** (-3.0 * period / (ring * RATE))
    burst = np.zeros(count)
    size = min(count, delay + 1)
    burst[:size] = band(noise(size + 64, f"{name}{delay}"), None, 1500 + 9000 * brightness)[-size:]
    burst[:size] -= burst[:size].mean()
    # The loop: a two-point mean (which dulls the high partials first) and a fractional delay.
    loop = np.convolve([0.5, 0.5], [1 - part, part]) * loss
    feedback = np.zeros(delay + 3)
    feedback[0] = 1.0
    feedback[delay : delay + 3] -= loop
    return scipy.signal.lfilter([1.0], feedback, burst)
