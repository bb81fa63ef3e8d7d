"""The sound of a line beyond pitch and time: vocal effort, breath, stress, tremor, brilliance."""

from dataclasses import replace
from math import gcd

import numpy as np
import scipy
from numpy.typing import NDArray

from tools.engines.voice.phonetics.phones import is_stop, is_vowel
from tools.engines.voice.shaping.breath import whispered
from tools.engines.voice.shaping.emotion import BASE, Manner
from tools.engines.voice.speech import SILENCE, Samples, Speech

RATE = 48_000
RUMBLE = 70.0  # Hz; below this no voice has anything to say
EFFORT_CORNER = 1500.0  # Hz
ONSET = 0.06  # s
BURST = 0.02  # s
TAP, TAP_DB, TAP_SPREAD = "\u027e", -11.0, 0.009  # one beat of the tongue: depth, dB; width, s
SEED = 20_210_617
BREATH_FLOOR = -38.0  # dB below the voice where breath starts to be heard
BRILLIANCE_DB = -2.0  # of the added octave, against the band below it


def colour(speech: Speech, manner: Manner) -> Speech:
    """`speech` at 48 kHz with the manner's tilt, breath, stress and flutter."""
    band = speech.rate / 2
    samples = _resample(speech.samples, speech.rate)
    samples = scipy.signal.sosfiltfilt(
        scipy.signal.butter(2, RUMBLE, "high", fs=RATE, output="sos"), samples
    )
    if band < 14_000:
        samples = samples + _brilliance(samples, band)
    if manner.whisper > 0:
        samples = manner.whisper * whispered(samples, RATE) + (1.0 - manner.whisper) * samples
    samples = scipy.signal.sosfilt(high_shelf(EFFORT_CORNER, manner.tilt + speech.shelf), samples)
    samples = samples * _gain(speech, manner, len(samples))
    if manner.breath > 0:
        samples = samples + _breath(samples, BREATH_FLOOR + 3.0 * manner.breath)
    return replace(speech, samples=samples, rate=RATE)


def high_shelf(corner: float, gain_db: float) -> NDArray[np.float64]:
    """A high shelf of slope 1 as one second-order section.

    R. Bristow-Johnson, Audio EQ Cookbook; `corner` in Hz at 48 kHz.
    """
    a = 10 ** (gain_db / 40)
    w = 2 * np.pi * corner / RATE
    cos, root = np.cos(w), 2 * np.sqrt(a) * np.sin(w) / np.sqrt(2.0)
    up, down = a + 1, a - 1
    zeros = [a * (up + down * cos + root), -2 * a * (down + up * cos), a * (up + down * cos - root)]
    poles = [up - down * cos + root, 2 * (down - up * cos), up - down * cos - root]
    return np.array([[*zeros, *poles]]) / poles[0]


def _resample(samples: Samples, rate: int) -> Samples:
    """To 48 kHz, polyphase; the rates are rounded to 10 Hz first to keep the filter short."""
    rounded = round(rate / 10) * 10
    common = gcd(RATE, rounded)
    return scipy.signal.resample_poly(samples, RATE // common, rounded // common)


def _envelope(samples: Samples, seconds: float) -> Samples:
    size = max(3, round(seconds * RATE) | 1)
    window = np.hanning(size + 2)[1:-1]
    power = scipy.signal.fftconvolve(samples**2, window / window.sum(), "same")
    return np.sqrt(np.maximum(power, 0.0))


def _brilliance(samples: Samples, band: float) -> Samples:
    """Noise above the source's `band` (Hz) that follows the loudness just below it.

    Fricatives of a 16 kHz voice end at 8 kHz and sound muffled; what lies above is noise anyway.
    """
    below = scipy.signal.butter(4, [band * 0.6, band * 0.95], "band", fs=RATE, output="sos")
    above = scipy.signal.butter(
        4, [band * 0.95, min(band * 1.6, 18_000)], "band", fs=RATE, output="sos"
    )
    noise = scipy.signal.sosfilt(above, _noise(len(samples)))
    loudness = _envelope(scipy.signal.sosfiltfilt(below, samples), 0.01)
    scale = 10 ** (BRILLIANCE_DB / 20) / np.sqrt(np.mean(noise**2))
    return noise * scale * loudness


def _breath(samples: Samples, level_db: float) -> Samples:
    band = scipy.signal.butter(2, [1200.0, 9000.0], "band", fs=RATE, output="sos")
    noise = scipy.signal.sosfilt(band, _noise(len(samples)))
    return noise / np.sqrt(np.mean(noise**2)) * _envelope(samples, 0.05) * 10 ** (level_db / 20)


def _noise(count: int) -> Samples:
    return np.random.default_rng(SEED).standard_normal(count)


def _gain(speech: Speech, manner: Manner, count: int) -> Samples:
    """The manner's gain at every sample, without steps."""
    times = np.arange(count) / RATE
    decibels = np.zeros(count)
    for index, phone in enumerate(speech.phones):
        if not phone.stressed:
            continue
        decibels[(times >= phone.start) & (times < phone.end)] += manner.stress
        begin = phone.start
        before = speech.phones[index - 1] if index else phone
        if before.word == phone.word and before.ipa != SILENCE and not is_vowel(before.ipa):
            # A stop is silent until its burst: what is strong about it is the burst.
            begin = before.end - BURST if is_stop(before.ipa) else before.start
        decibels[(times >= begin) & (times < begin + ONSET)] += manner.onset
    window = np.hanning(round(0.02 * RATE))
    decibels = scipy.signal.fftconvolve(decibels, window / window.sum(), "same")
    for phone in speech.phones:
        if phone.ipa == TAP:
            middle = (phone.start + phone.end) / 2
            decibels += TAP_DB * np.exp(-0.5 * ((times - middle) / TAP_SPREAD) ** 2)
    decibels += manner.flutter * np.sin(2 * np.pi * BASE["tremor_hz"] * times)
    return 10 ** (decibels / 20)
