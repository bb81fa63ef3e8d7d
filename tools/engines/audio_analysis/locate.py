"""Where one sound is heard within another.

The phases of their spectra are compared alone (C. Knapp and G. Carter, "The Generalized Correlation
Method for Estimation of Time Delay", 1976), so that a sound is found under louder ones.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import scipy

from tools.engines.audio_analysis.decode import mono_at
from tools.engines.base import Progress
from tools.engines.request import Request

_RATE = 16000  # Hz
_MOST = 20  # places
_APART = 0.08  # seconds between two places
_LONGEST = 30.0  # seconds of the sound that are looked for
_SILENT = 1e-4  # of full scale, RMS: there is nothing to look for


class SoundPlace(TypedDict):
    """`start`: where the sound begins, in seconds; `clear`: how far its peak stands out of the
    correlation, in standard deviations."""

    start: float
    clear: float


class SoundPlaces(TypedDict):
    """Clearest first."""

    places: list[SoundPlace]


@dataclass(frozen=True, kw_only=True)
class LocateSound(Request[SoundPlaces]):
    """Where the sound of the file at `sound` is heard in that of the file at `path`."""

    path: Path
    sound: Path


def locate_sound(request: LocateSound, progress: Progress) -> SoundPlaces:
    """The places that stand out most. None where either is silent."""
    heard, whole = (mono_at(one, _RATE) for one in (request.path, request.sound))
    lead, sound = _without_silence(whole[: round(_LONGEST * _RATE)])
    if not len(heard) or not len(sound):
        return {"places": []}
    size = scipy.fft.next_fast_len(len(heard) + len(sound), real=True)
    spectrum = scipy.fft.rfft(heard, size) * np.conj(scipy.fft.rfft(sound, size))
    spectrum /= np.maximum(np.abs(spectrum), 1e-3 * np.abs(spectrum).mean() + 1e-12) ** 0.8
    course = scipy.fft.irfft(spectrum, size)
    course = np.concatenate([course[-len(sound) :], course[: len(heard)]])
    course /= max(float(course.std()), 1e-12)
    places: list[SoundPlace] = []
    while len(places) < _MOST:
        best = int(course.argmax())
        start = (best - len(sound) - lead) / _RATE
        places.append({"start": round(start, 3), "clear": round(float(course[best]), 1)})
        around = round(_APART * _RATE)
        course[max(0, best - around) : best + around] = 0
    return {"places": places}


def _without_silence(sound: np.ndarray) -> tuple[int, np.ndarray]:
    """How many samples of silence a sound begins with, and what follows; nothing of a silent
    one."""
    loud = np.flatnonzero(np.abs(sound) > _SILENT)
    return (0, sound[:0]) if not len(loud) else (int(loud[0]), sound[loud[0] : loud[-1] + 1])
