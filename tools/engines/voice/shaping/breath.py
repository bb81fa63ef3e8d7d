"""Breath: whispering, and the sounds that are made of it."""

import numpy as np
import scipy

from tools.engines.voice.speech import Samples

SEED = 20_210_617
ORDER = 26  # poles: the formants up to 12 kHz, and the slope
WINDOW, HOP = 0.032, 0.008  # s
LIFT = 0.7  # pre-emphasis: the breath of a whisper is bright, its voice was not
LEAST = 1e-9
DARK = 4500.0  # Hz; the breath of sighs and gasps falls off above


def whispered(samples: Samples, rate: int) -> Samples:
    """`samples` with the voice exchanged for breath: noise through the same vocal tract.

    Linear prediction by autocorrelation (J. Makhoul, 1975), frame by frame, each as loud as it was.
    """
    size, hop = round(WINDOW * rate), round(HOP * rate)
    window = np.hanning(size + 1)[:-1]
    lifted = scipy.signal.lfilter([1.0, -LIFT], [1.0], samples)
    noise = np.random.default_rng(SEED).standard_normal(len(samples) + size)
    out = np.zeros(len(samples) + size)
    for start in range(0, len(samples) - size, hop):
        frame = lifted[start : start + size] * window
        energy = np.correlate(frame, frame, "full")[size - 1 : size + ORDER]
        if energy[0] < LEAST:
            continue
        energy[0] *= 1.0 + 1e-4
        poles = scipy.linalg.solve_toeplitz(energy[:-1], energy[1:])
        breath = scipy.signal.lfilter([1.0], [1.0, *-poles], noise[start : start + size] * window)
        loud = np.sqrt(energy[0] / max(np.sum(breath**2), LEAST))
        out[start : start + size] += breath * window * loud
    return out[: len(samples)]


def sigh(rate: int, loudness: float) -> Samples:
    """A breath let out, 0.75 s, at `loudness` (RMS), through a mouth as for "uh"."""
    return _breath(rate, 0.75, 0.12, (620.0, 1250.0, 2700.0), (480.0, 1050.0, 2500.0), loudness)


def gasp(rate: int, loudness: float) -> Samples:
    """A breath drawn in, 0.35 s, at `loudness` (RMS), through a mouth as for "ah"."""
    return _breath(rate, 0.35, 0.24, (520.0, 1500.0, 2800.0), (820.0, 1800.0, 3100.0), loudness)


def breathed(count: int, rate: int) -> Samples:
    """Samples of breath let out through a mouth as for "ah", of RMS 1."""
    noise = np.random.default_rng(SEED).standard_normal(count)
    samples = _mouth(noise, rate, (820.0, 1300.0, 2800.0))
    return samples / np.sqrt(np.mean(samples**2))


def _breath(
    rate: int,
    seconds: float,
    peak: float,
    first: tuple[float, ...],
    last: tuple[float, ...],
    loudness: float,
) -> Samples:
    """Noise through formants that glide from `first` to `last` (Hz), loudest at `peak` (s)."""
    count = round(seconds * rate)
    noise = np.random.default_rng(SEED).standard_normal(count)
    along = np.linspace(0.0, 1.0, count)
    ends = [_mouth(noise, rate, formants) for formants in (first, last)]
    glide = ends[0] * (1.0 - along) + ends[1] * along
    times = np.arange(count) / rate
    rise = np.clip(times / peak, 0.0, 1.0)
    fall = np.clip((seconds - times) / (seconds - peak), 0.0, 1.0)
    shaped = glide * np.sin(0.5 * np.pi * np.minimum(rise, fall)) ** 1.5
    return shaped * loudness / max(np.sqrt(np.mean(shaped**2)), LEAST)


def _mouth(noise: Samples, rate: int, formants: tuple[float, ...]) -> Samples:
    # Nothing that is breathed hisses as /s/ does.
    noise = scipy.signal.lfilter(*scipy.signal.butter(2, DARK, fs=rate), noise)
    parts = [
        scipy.signal.lfilter(*scipy.signal.iirpeak(hertz, 4.0, fs=rate), noise)
        / (1.0 + 0.7 * index)
        for index, hertz in enumerate(formants)
    ]
    return np.sum(parts, axis=0) + 0.03 * noise
