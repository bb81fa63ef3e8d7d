"""A recording in another voice's pitch and vocal tract, by Praat; its timbre stays.

How much longer a vocal tract is, two recordings tell without their words: their mean spectra of
voiced sounds are the same along a stretched axis (E. Eide and H. Gish, "A parametric approach to
vocal tract length normalization", 1996).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import parselmouth
from parselmouth.praat import call, run

from tools.engines.voice.conversion import ConvertedVoice, ConvertVoice
from tools.engines.voice.shaping import master
from tools.engines.voice.shaping.shape import SEEDED, TRANSPOSED
from tools.engines.voice.speech import Samples
from tools.engines.worker.serve import BadInput

_RATE, _WINDOW = 16000, 1024  # Hz and samples in which spectra are looked at
_RANGE = (60.0, 600.0)  # Hz of F0
_STEP = 0.01  # s
_VOICED = 20  # steps with a pitch, at least
_SMOOTH = 40  # cepstral coefficients of an envelope
_BAND = (500.0, 6500.0)  # Hz that are compared
_TRACTS = np.exp(np.linspace(np.log(0.7), np.log(1.45), 81))
_ALIKE = 0.5  # correlation of two spectra from which their stretch is believed
_SPREADS = (0.7, 1.4)  # times the range of the pitch


@dataclass(frozen=True)
class _Voice:
    """`median` Hz and `spread` (of its logarithm) of F0; `envelope`: the mean spectrum, smooth."""

    median: float
    spread: float
    envelope: Samples


def convert(request: ConvertVoice) -> ConvertedVoice:
    """Write it. BadInput where no voice is heard in one of the two."""
    sound = parselmouth.Sound(request.recording).convert_to_mono()
    own = _voice(sound, "the recording")
    other = _voice(parselmouth.Sound(request.sample).convert_to_mono(), "the voice's sample")
    tract, alike = _stretch(own.envelope, other.envelope)
    if alike < _ALIKE:
        tract = 1.0
    spread = float(np.clip(other.spread / max(own.spread, 1e-3), *_SPREADS))
    floor, ceiling = own.median * TRANSPOSED[0], own.median * TRANSPOSED[1]
    run(SEEDED)
    made = call(sound, "Change gender", floor, ceiling, tract, other.median, spread, 1.0)
    master.write(np.asarray(made.values[0]), round(made.sampling_frequency), Path(request.out))
    told = [
        f"Pitch {other.median / own.median:.2f} times, its range {spread:.2f} times; formants "
        f"{tract:.2f} times. The timbre stays that of the recording."
    ]
    return {"engine": "Praat", "told": told}


def _voice(sound: parselmouth.Sound, what: str) -> _Voice:
    heard = sound.to_pitch_ac(_STEP, pitch_floor=_RANGE[0], pitch_ceiling=_RANGE[1])
    f0 = heard.selected_array["frequency"]
    if (f0 > 0).sum() < _VOICED:
        raise BadInput(f"no voice is heard in {what}", "give one in which somebody speaks")
    wave = sound if sound.sampling_frequency == _RATE else sound.resample(_RATE)
    times = np.asarray(heard.xs())[f0 > 0]
    logs = np.log(f0[f0 > 0])
    return _Voice(float(np.exp(np.median(logs))), float(logs.std()), _envelope(wave, times))


def _envelope(wave: parselmouth.Sound, times: Samples) -> Samples:
    samples = np.asarray(wave.values[0])
    window, total = np.hanning(_WINDOW), np.full(_WINDOW // 2 + 1, 1e-9)
    for first in (times * _RATE).astype(int) - _WINDOW // 2:
        if 0 <= first <= len(samples) - _WINDOW:
            power = np.abs(np.fft.rfft(samples[first : first + _WINDOW] * window)) ** 2
            total += power / max(float(power.sum()), 1e-12) / len(times)
    cepstrum = np.fft.irfft(np.log(total))
    cepstrum[_SMOOTH:-_SMOOTH] = 0
    return np.fft.rfft(cepstrum).real


def _stretch(own: Samples, other: Samples) -> tuple[float, float]:
    """By how much the formants of `other` are higher, and how alike both are then, to 1."""
    bins = np.arange(len(own)) * _RATE / _WINDOW
    grid = np.linspace(*np.log(_BAND), 200)
    aim = _level(grid, np.interp(np.exp(grid), bins, other))
    found = [
        float(np.corrcoef(_level(grid, np.interp(np.exp(grid) / tract, bins, own)), aim)[0, 1])
        for tract in _TRACTS
    ]
    best = int(np.argmax(found))
    return float(_TRACTS[best]), found[best]


def _level(grid: Samples, curve: Samples) -> Samples:
    """Without its tilt, which the microphone has a part in."""
    return curve - np.polyval(np.polyfit(grid, curve, 1), grid)
