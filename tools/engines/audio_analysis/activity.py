"""Where something sounds. numpy only: the process of the ears reads it too."""

import numpy as np


def activity(samples: np.ndarray, rate: int, step: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """(times in seconds, RMS) of a mono sound in windows of `step` seconds."""
    size = max(1, int(step * rate))
    count = len(samples) // size
    if count == 0:
        return np.zeros(0), np.zeros(0)
    blocks = samples[: count * size].reshape(count, size).astype(np.float64)
    return (np.arange(count) + 0.5) * size / rate, np.sqrt((blocks**2).mean(1))


def silent(rms: np.ndarray) -> np.ndarray:
    """Which windows are silent: 40 dB below the loud ones, or below -60 dBFS."""
    if rms.size == 0:
        return np.zeros(0, bool)
    return rms < max(float(np.percentile(rms, 95)) * 0.01, 1e-3)
