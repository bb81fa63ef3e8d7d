"""Where every phone goes in time and every instant in pitch, for one line in one manner."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.engines.voice.phonetics.phones import is_stop, is_vowel
from tools.engines.voice.shaping.emotion import BASE, Manner
from tools.engines.voice.speech import SILENCE, Phone, Speech

PHRASE_PAUSE = 0.15  # s; a shorter pause does not end a phrase
FINAL = 0.25  # s of a phrase's end that its final movement takes
DRAWN = 2.2  # how much longer the vowels of a drawn-out word become
STOP_ELASTICITY = 0.5  # of a stretch that a plosive takes: bursts do not stretch
F0_FLOOR, F0_CEILING = 60.0, 620.0  # Hz


@dataclass(frozen=True)
class TimeMap:
    """Source time to spoken time: piecewise linear through `source` -> `spoken`, both in seconds.

    `factors[i]` is how much longer the piece from `source[i]` to `source[i + 1]` becomes.
    """

    source: NDArray[np.float64]
    spoken: NDArray[np.float64]
    factors: NDArray[np.float64]

    def __call__(self, seconds: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Spoken time of the source time `seconds`."""
        return np.interp(seconds, self.source, self.spoken)


def time_map(speech: Speech, manner: Manner, rate: float, longer: float) -> TimeMap:
    """How long every phone of `speech` becomes at `rate` (1 normal, over the manner's own).

    `longer` is a factor on everything alike, bursts too.
    """
    slower = 1.0 / (rate * manner.rate)
    factors = [
        longer * _stretch(phone, manner, slower * (DRAWN if _is_drawn(phone, speech) else 1.0))
        for phone in speech.phones
    ]
    source = np.array([speech.phones[0].start] + [phone.end for phone in speech.phones])
    spoken = np.concatenate([[0.0], np.cumsum(np.diff(source) * factors)])
    return TimeMap(source, spoken, np.array(factors))


def _is_drawn(phone: Phone, speech: Speech) -> bool:
    return phone.word in speech.drawn and is_vowel(phone.ipa)


def _stretch(phone: Phone, manner: Manner, slower: float) -> float:
    if phone.ipa == SILENCE:
        return slower * manner.pause
    if is_stop(phone.ipa):
        return slower**STOP_ELASTICITY
    return slower * (manner.stretch if phone.stressed else 1.0)


def contour(
    times: NDArray[np.float64],
    f0: NDArray[np.float64],
    speech: Speech,
    spoken: TimeMap,
    manner: Manner,
    median_hz: float,
    question: bool,
) -> NDArray[np.float64]:
    """The F0 to speak with, Hz, at the voiced source `times` where the source had `f0`.

    Semitones about the source's median are widened by the manner's range, its accents, slope and
    final movement are added, and the whole is moved so that its median is `median_hz` times the
    manner's shift.
    """
    tones = 12.0 * np.log2(f0 / np.median(f0)) * speech.lively * manner.range
    for phone in speech.phones:
        if phone.stressed:
            middle, half = (phone.start + phone.end) / 2, max(phone.end - phone.start, 0.06)
            tones = tones + manner.accent * np.exp(-0.5 * ((times - middle) / (0.5 * half)) ** 2)
    phrases = _phrases(speech)
    for number, (start, end) in enumerate(phrases):
        inside = (times >= start) & (times <= end)
        along = np.clip((times - start) / max(end - start, 1e-6), 0.0, 1.0)
        tones = tones + inside * manner.slope * (along - 0.5)
        last = number == len(phrases) - 1
        final = manner.final * (1.0 if last else 0.5) + (BASE["question"] * question * last)
        ramp = np.clip((times - (end - FINAL)) / FINAL, 0.0, 1.0)
        tones = tones + inside * final * ramp
    tones = tones - np.median(tones)
    limit = BASE["excursion"]
    tones = limit * np.tanh(tones / limit)
    shake = np.sin(2 * np.pi * BASE["tremor_hz"] * spoken(times))
    tones = tones + manner.tremor * shake + manner.pitch
    return np.clip(median_hz * 2 ** (tones / 12.0), F0_FLOOR, F0_CEILING)


def _phrases(speech: Speech) -> list[tuple[float, float]]:
    """Source start and end of every stretch of speech between pauses."""
    phrases: list[tuple[float, float]] = []
    for phone in speech.phones:
        if phone.ipa == SILENCE:
            continue
        if phrases and phone.start - phrases[-1][1] < PHRASE_PAUSE:
            phrases[-1] = (phrases[-1][0], phone.end)
        else:
            phrases.append((phone.start, phone.end))
    return phrases
