"""Loudness to the target, peaks under the ceiling, and the file."""

import warnings
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyloudnorm
import scipy

from tools.engines.voice.speech import Samples

TARGET_LUFS = -16.0
CEILING_DBTP = -1.0
TOLERANCE = 0.05  # LU
MOST_LIMITING = 12.0  # dB of gain reduction; a peakier line stays quieter
LOOKAHEAD = 0.005  # s
OVERSAMPLING = 4  # ITU-R BS.1770-4, annex 2
SHORTEST = 0.4  # s, one block of the loudness meter
ROUNDS = 12


@dataclass(frozen=True)
class Master:
    """Finished samples with their loudness (LUFS), true peak (dBTP) and limiting (dB)."""

    samples: Samples
    lufs: float
    peak_db: float
    limited_db: float


def master(samples: Samples, rate: int) -> Master:
    """`samples` at -16 LUFS with a true peak of at most -1 dBTP.

    Gain and look-ahead limiter are iterated until the loudness is met. Where that would take more
    than `MOST_LIMITING` dB off the peaks, the gain stops there and the line stays quieter.
    """
    most_db = CEILING_DBTP + MOST_LIMITING - true_peak(samples)
    gain_db = min(TARGET_LUFS - loudness(samples, rate), most_db)
    done = _limit(samples, gain_db, rate)
    for _ in range(ROUNDS):
        missing = TARGET_LUFS - done.lufs
        if abs(missing) <= TOLERANCE or (missing > 0 and gain_db >= most_db):
            break
        gain_db = min(gain_db + missing, most_db)
        done = _limit(samples, gain_db, rate)
    return done


def _limit(samples: Samples, gain_db: float, rate: int) -> Master:
    """`samples` amplified, the gain pulled down smoothly around every peak over the ceiling."""
    loud = samples * 10 ** (gain_db / 20)
    ceiling = 10 ** ((CEILING_DBTP - 0.1) / 20)
    fine = np.abs(scipy.signal.resample_poly(loud, OVERSAMPLING, 1))
    peaks = fine.reshape(-1, OVERSAMPLING).max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    size = round(LOOKAHEAD * rate) | 1
    window = np.hanning(size + 2)[1:-1]
    held = scipy.ndimage.minimum_filter1d(needed, 2 * size + 1)
    gain = np.minimum(scipy.signal.fftconvolve(held, window / window.sum(), "same"), 1.0)
    limited = loud * gain
    over = 10 ** ((true_peak(limited) - CEILING_DBTP) / 20)
    if over > 1.0:
        limited = limited / over
    limited_db = float(-20 * np.log10(max(needed.min(), 1e-9)))
    return Master(limited, loudness(limited, rate), true_peak(limited), limited_db)


def loudness(samples: Samples, rate: int) -> float:
    """Integrated loudness (ITU-R BS.1770-4), LUFS; a clip under 0.4 s is padded with silence."""
    short = round(SHORTEST * rate) + 1 - len(samples)
    if short > 0:
        samples = np.concatenate([samples, np.zeros(short)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(rate).integrated_loudness(samples))


def true_peak(samples: Samples) -> float:
    """True peak, dBTP, at four times the sampling rate."""
    peak = float(np.abs(scipy.signal.resample_poly(samples, OVERSAMPLING, 1)).max())
    return 20 * np.log10(max(peak, 1e-9))


def write(samples: Samples, rate: int, path: Path) -> None:
    """A mono 16-bit WAV."""
    whole = np.round(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
