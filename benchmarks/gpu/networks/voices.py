"""A sound that rises and falls as a voice does, for what listens and what clones voices."""

import wave
from pathlib import Path

import numpy as np

_RATE = 24_000  # Hz


def write_voice(path: Path, seconds: float) -> None:
    """Write it, mono and of 16 bits."""
    times = np.arange(int(seconds * _RATE)) / _RATE
    hertz = 160 + 40 * np.sin(5 * times)
    sound = np.sign(np.sin(2 * np.pi * np.cumsum(hertz) / _RATE))
    sound *= 0.2 + 0.1 * np.sin(9 * times)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((32767 * sound).astype("<i2").tobytes())
