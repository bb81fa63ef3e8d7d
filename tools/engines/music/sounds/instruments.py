"""The instruments by name: each plays one note of a pitch (MIDI), a length (s) and a strength."""

from collections.abc import Callable

import numpy as np

from tools.engines.music.sounds.waves import (
    RATE,
    Wave,
    band,
    ensemble,
    envelope,
    noise,
    partials,
    seconds,
    string,
    tone,
    vibrato,
)
from tools.engines.music.theory import frequency

Instrument = Callable[[float, float, float], Wave]


def marimba(pitch: float, length: float, strength: float) -> Wave:
    hertz = frequency(pitch)
    ring = 0.5 * (300 / hertz) ** 0.6
    wave = partials(
        int(1.2 * RATE),
        hertz,
        [
            (1, 1.0, ring),
            (3.98, 0.28 * strength, ring * 0.28),
            (9.8, 0.1 * strength, ring * 0.1),
        ],
    )
    return strength * (wave + _knock(wave.size, 900, 3500, 0.006) * 0.25)


def xylophone(pitch: float, length: float, strength: float) -> Wave:
    hertz = frequency(pitch)
    wave = partials(
        int(0.5 * RATE),
        hertz,
        [
            (1, 1.0, 0.11),
            (3.0, 0.45, 0.06),
            (6.1, 0.2 * strength, 0.03),
        ],
    )
    return strength * (wave + _knock(wave.size, 2000, 7000, 0.004) * 0.4)


def celesta(pitch: float, length: float, strength: float) -> Wave:
    return strength * partials(
        int(2.4 * RATE),
        frequency(pitch),
        [
            (1, 1.0, 0.75),
            (2.0, 0.18, 0.5),
            (4.0, 0.3 * strength, 0.24),
            (6.27, 0.09, 0.09),
            (1.003, 0.35, 0.8),
        ],
    )


def electric_piano(pitch: float, length: float, strength: float) -> Wave:
    """Two operators of frequency modulation: a tine (14 times) over a soft body."""
    hertz, shape = frequency(pitch), envelope(length + 0.2, 0.004, 1.0)
    time = seconds(shape.size)
    tine = 0.22 * strength * np.exp(-time / 0.12) * np.sin(2 * np.pi * 14 * hertz * time)
    body = 0.9 * strength * np.exp(-time / 0.7) * np.sin(2 * np.pi * hertz * time)
    wave = np.sin(2 * np.pi * hertz * time + body + tine)
    return strength * wave * np.exp(-time / 1.1) * shape


def piano(pitch: float, length: float, strength: float) -> Wave:
    """Stretched partials of two strings a little apart, a quick and a slow decay, the hammer."""
    hertz = frequency(pitch)
    slow = 3.2 * (130 / hertz) ** 0.5
    rows = []
    for k in range(1, 15):
        ratio = k * (1 + 0.00035 * k * k) ** 0.5
        amplitude = np.sin(np.pi * k / 7.3) ** 2 / k**1.1 + 0.35 / k**1.6
        amplitude *= np.exp(-0.09 * k * (1.5 - strength))
        rows.append((ratio, 0.7 * amplitude, slow / k**0.75))
        rows.append((ratio * 1.0006, 0.5 * amplitude, 0.3 * slow / k**0.75))
    shape = envelope(length + 0.3, 0.003, 0.7)
    wave = partials(shape.size, hertz, rows) * shape
    return strength * (wave + _knock(shape.size, 120, 900, 0.02) * 0.12)


def ukulele(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.001, 0.35)
    wave = string(shape.size, frequency(pitch), 0.25 + 0.4 * strength, 1.3, "ukulele")
    body = wave + 0.8 * band(wave, 220, 480, 1)
    return strength * body * shape


def pizzicato(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(0.12, 0.001, 0.58)
    wave = string(shape.size, frequency(pitch), 0.25 * strength, 0.5, "pizzicato")
    return strength * (wave + band(wave, 250, 700, 1)) * shape


def bass(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.002, 0.15)
    wave = string(shape.size, frequency(pitch), 0.08, 2.5, "bass")
    return strength * band(wave, 35, 1400, 1) * shape


def soft_bass(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.05, 0.4, 1.2, 0.6)
    hertz, time = frequency(pitch), seconds(shape.size)
    wave = np.sin(2 * np.pi * hertz * time) + 0.25 * np.sin(4 * np.pi * hertz * time)
    return strength * shape * wave


def dark_bass(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.01, 0.08, 0.12, 0.55)
    wave = ensemble(shape.size, frequency(pitch), "saw", 3, 0.06, "dark bass")
    return strength * shape * band(wave, None, 250 + 350 * strength)


def tuba(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.03, 0.09, 0.1, 0.75)
    return strength * shape * band(tone(shape.size, frequency(pitch), "brass"), None, 620)


def low_brass(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.025, 0.12, 0.15, 0.7)
    wave = ensemble(shape.size, frequency(pitch), "brass", 2, 0.04, "low brass")
    return strength * shape * band(wave, None, 500 + 900 * strength)


def brass(pitch: float, length: float, strength: float) -> Wave:
    """Brighter as it swells, as brass is."""
    shape = envelope(length, 0.07, 0.2, 0.3, 0.85)
    wave = ensemble(shape.size, frequency(pitch), "brass", 4, 0.07, "brass")
    bright = shape**3 * strength * band(wave, 1100, 6000)
    return strength * (shape * band(wave, None, 1100) + bright)


def clarinet(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.025, 0.06, 0.1, 0.85)
    bend = vibrato(shape.size, 5.2, 0.06, 0.25)
    return strength * shape * band(tone(shape.size, frequency(pitch), "hollow", bend), None, 4200)


def low_reed(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.12, 0.25, 0.5, 0.8)
    bend = vibrato(shape.size, 4.5, 0.08, 0.5)
    return strength * shape * band(tone(shape.size, frequency(pitch), "hollow", bend), None, 1800)


def whistle(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.04, 0.08)
    hertz, count = frequency(pitch), shape.size
    bend = vibrato(count, 5.6, 0.18, 0.18) - 0.6 * np.exp(-seconds(count) / 0.03)
    phase = 2 * np.pi * np.cumsum(hertz * 2 ** (bend / 12)) / RATE
    wave = np.sin(phase) + 0.08 * np.sin(2 * phase)
    breath = band(noise(count, "whistle"), hertz * 0.9, min(hertz * 1.8, 20000))
    return strength * shape * (wave + 0.05 * breath)


def cello(pitch: float, length: float, strength: float) -> Wave:
    """A bowed string: bite at the start, late vibrato, the body's resonances."""
    shape = envelope(length, 0.11, 0.28, 0.5, 0.85)
    bend = vibrato(shape.size, 5.3, 0.16, 0.3) - 0.25 * np.exp(-seconds(shape.size) / 0.05)
    wave = tone(shape.size, frequency(pitch), "saw", bend)
    body = 0.6 * band(wave, None, 900, 1) + 0.5 * band(wave, 180, 420)
    return strength * shape * (body + 0.35 * band(wave, 900, 2400))


def strings(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.35, 0.6)
    wave = ensemble(shape.size, frequency(pitch), "saw", 5, 0.09, "strings")
    return strength * shape * band(wave, 120, 2600, 1)


def tremolo_strings(pitch: float, length: float, strength: float) -> Wave:
    wave = strings(pitch, length, strength)
    return wave * (0.62 + 0.38 * np.sin(2 * np.pi * 7.5 * seconds(wave.size)))


def spiccato(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(min(length, 0.12), 0.012, 0.14, 0.06, 0.5)
    wave = ensemble(shape.size, frequency(pitch), "saw", 3, 0.05, "spiccato")
    bite = band(noise(shape.size, "bow"), 1500, 5000) * np.exp(-seconds(shape.size) / 0.015)
    return strength * (shape * band(wave, 90, 1200 + 2500 * strength, 1) + 0.06 * bite)


def choir(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.3, 0.5)
    wave = ensemble(shape.size, frequency(pitch), "vowel", 5, 0.11, "choir")
    return strength * shape * band(wave, 150, 4500, 1)


def warm_pad(pitch: float, length: float, strength: float) -> Wave:
    shape = envelope(length, 0.7, 1.0)
    wave = ensemble(shape.size, frequency(pitch), "saw", 4, 0.1, "pad")
    slow = 0.85 + 0.15 * np.sin(2 * np.pi * 0.25 * seconds(shape.size))
    return strength * shape * slow * band(wave, 100, 1100)


def _knock(count: int, low: float, high: float, constant: float) -> Wave:
    return band(noise(count, f"knock{low}"), low, high) * np.exp(-seconds(count) / constant)


INSTRUMENTS: dict[str, Instrument] = {
    play.__name__: play
    for play in (
        bass,
        brass,
        celesta,
        cello,
        choir,
        clarinet,
        dark_bass,
        electric_piano,
        low_brass,
        low_reed,
        marimba,
        piano,
        pizzicato,
        soft_bass,
        spiccato,
        strings,
        tremolo_strings,
        tuba,
        ukulele,
        warm_pad,
        whistle,
        xylophone,
    )
}
