"""How something is said: melody, pace, pauses and vocal effort, from samples alone."""

import numpy as np

from tools.engines.audio_analysis.activity import activity, silent
from tools.engines.audio_analysis.pitch import fundamental
from tools.engines.hearing.requests import RATE, Prosody

_STEP = 0.02  # seconds
_PAUSE = 0.12  # seconds of silence within a line that are a pause, and no closed consonant
_END = 15  # voiced windows of 20 ms at the end of a line
_BREAK, _TOP = 1000.0, 5000.0  # Hz: vocal effort lifts what lies between them
_LEAST = 1e-10


def prosody(sound: np.ndarray) -> Prosody:
    """What the mono samples at RATE sound like."""
    _, rms = activity(sound, RATE, _STEP)
    quiet = silent(rms)
    loud = np.flatnonzero(~quiet)
    if not loud.size:
        return {
            "pitch": None,
            "range": None,
            "rise": None,
            "spoken": 0.0,
            "pauses": 0.0,
            "effort": None,
            "swing": None,
        }
    within = quiet[loud[0] : loud[-1] + 1]
    paused = sum(length for length in _runs(within) if length * _STEP >= _PAUSE)
    pitch = fundamental(sound, RATE)
    voiced = pitch.size >= 5
    semitones = 12 * np.log2(pitch / np.median(pitch)) if voiced else pitch
    low, high = np.percentile(semitones, (10, 90)) if voiced else (0.0, 0.0)
    return {
        "pitch": _rounded(np.median(pitch)) if voiced else None,
        "range": _rounded(high - low) if voiced else None,
        "rise": _rounded(np.median(semitones[-_END:])) if voiced else None,
        "spoken": round(float((len(within) - paused) * _STEP), 2),
        "pauses": round(float(paused / len(within)), 3),
        "effort": _rounded(_effort(sound, quiet)),
        "swing": _rounded(np.std(20 * np.log10(rms[~quiet] + _LEAST))),
    }


def _effort(sound: np.ndarray, quiet: np.ndarray) -> float:
    """The alpha ratio in dB (B. Frøkjær-Jensen and S. Prytz, 1976), of what is not silent."""
    size = int(_STEP * RATE)
    blocks = sound[: len(quiet) * size].reshape(-1, size)[~quiet]
    power = (np.abs(np.fft.rfft(blocks * np.hanning(size), axis=1)) ** 2).sum(axis=0)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    high = power[(hertz >= _BREAK) & (hertz < _TOP)].sum()
    low = power[(hertz >= 50) & (hertz < _BREAK)].sum()
    return float(10 * np.log10((high + _LEAST) / (low + _LEAST)))


def _runs(flags: np.ndarray) -> list[int]:
    """The lengths of the stretches that are set."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(edges[1::2] - edges[::2])


def _rounded(value: float) -> float:
    return round(float(value), 2)
