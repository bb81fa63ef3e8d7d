"""Fundamental frequency of a voice."""

import numpy as np

_LOWEST, _HIGHEST = 65.0, 600.0  # Hz
_VOICED = 0.5  # of the autocorrelation at lag 0


def fundamental(samples: np.ndarray, rate: int) -> np.ndarray:
    """F0 in Hz of the voiced 40 ms windows of a mono sound, every 20 ms; empty without voice."""
    return melody(samples, rate)[1]


def melody(samples: np.ndarray, rate: int) -> tuple[np.ndarray, np.ndarray]:
    """The middles in seconds of the voiced 40 ms windows of a mono sound, every 20 ms, and the F0
    of each in Hz.

    Normalised autocorrelation after P. Boersma, 1993: the window's own autocorrelation is divided
    out, so that low pitch is not favoured less.
    """
    size, hop = int(0.04 * rate), int(0.02 * rate)
    if len(samples) < size:
        return np.zeros(0), np.zeros(0)
    window = np.hanning(size)
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * size)) ** 2)[:size]
    shape /= shape[0]
    short, long = int(rate / _HIGHEST), min(int(rate / _LOWEST), int(0.9 * size))
    loud = float(np.percentile(np.abs(samples), 95))
    times, found = [], []
    for start in range(0, len(samples) - size, hop):
        frame = samples[start : start + size]
        if np.abs(frame).max() < 0.3 * loud:
            continue
        spectrum = np.abs(np.fft.rfft((frame - frame.mean()) * window, 2 * size)) ** 2
        wave = np.fft.irfft(spectrum)[:size]
        if wave[0] <= 0:
            continue
        wave = wave / wave[0] / np.maximum(shape, 0.1)
        # Boersma's octave cost: among equal peaks the shortest period is the true one.
        cost = 0.02 * np.log2(np.arange(short, long) / short)
        lag = short + int(np.argmax(wave[short:long] - cost))
        if wave[lag] > _VOICED:
            times.append((start + size / 2) / rate)
            found.append(rate / lag)
    return np.array(times), np.array(found)
