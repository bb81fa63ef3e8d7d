"""Loudness, peaks, clipping and silence of a sound."""

import numpy as np
import scipy

from tools.engines.audio_analysis.activity import activity, silent

_BLOCK = 0.4  # seconds: the shortest sound that BS.1770 gating can measure
_FLOOR = -70.0  # LUFS and dBFS: silence
_AUDIBLE = 0.02  # of full scale
_RUN = 3  # equal samples near the top that make a clip
_EQUAL = 4e-5  # of the top: just over a step of 16-bit sound


def loudness(samples: np.ndarray, rate: int) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4); -70 for silence. Samples are (n, channels)."""
    import pyloudnorm  # heavy: loaded on first use

    short = int(_BLOCK * rate) + 1 - len(samples)
    if short > 0:  # repeated rather than padded: silence would lower the reading
        samples = np.resize(samples, (int(_BLOCK * rate) + 1, samples.shape[1]))
    if not np.abs(samples).max(initial=0) > 1e-5:
        return _FLOOR
    value = pyloudnorm.Meter(rate).integrated_loudness(samples[:, :2].astype(np.float64))
    return float(max(value, _FLOOR)) if np.isfinite(value) else _FLOOR


def loudest(samples: np.ndarray, rate: int) -> float:
    """Maximum momentary loudness in LUFS (EBU Tech 3341): that of the loudest 0.4 s, by which
    sounds are alike that last long and that are over at once. Samples are (n, channels)."""
    size = int(_BLOCK * rate) + 1
    short = max(0, size - len(samples))
    samples = np.pad(samples, ((0, short), (0, 0)))
    starts = range(0, len(samples) - size + 1, rate // 10)
    return max(loudness(samples[start : start + size], rate) for start in starts)


def true_peak(samples: np.ndarray) -> float:
    """dBTP, by four-fold oversampling (BS.1770-4 annex 2)."""
    if samples.size == 0:
        return _FLOOR
    peak = float(np.abs(scipy.signal.resample_poly(samples, 4, 1, axis=0)).max())
    return float(max(20 * np.log10(max(peak, 1e-9)), _FLOOR))


def clipped_fraction(samples: np.ndarray) -> float:
    """Fraction of samples that stand on a flat top: three or more equal ones in a row, near the
    channel's own highest level. Sound that was clipped and then made quieter is still found; sound
    that was coded with loss since then is not: for that, see `crest`.
    """
    flat = 0
    for channel in samples.T:
        top = float(np.abs(channel).max(initial=0))
        if top < _AUDIBLE:
            continue
        equal = (np.abs(np.diff(channel)) < _EQUAL * top) & (np.abs(channel[1:]) > 0.9 * top)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], equal.astype(np.int8), [0]])))
        runs = edges[1::2] - edges[::2] + 1  # n equal steps are n + 1 samples
        flat += int(runs[runs >= _RUN].sum())
    return flat / samples.size if samples.size else 0.0


def crest(samples: np.ndarray, rate: int) -> float:
    """Peak over RMS in dB, of the parts of a mono sound that are not silent. Speech has 12 to 20,
    hard clipping leaves it under 8. 0 for silence."""
    _, rms = activity(samples, rate)
    loud = rms[~silent(rms)]
    if loud.size == 0:
        return 0.0
    return float(20 * np.log10(np.abs(samples).max() / np.sqrt((loud**2).mean())))
