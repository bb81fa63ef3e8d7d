"""What the synthesisers hand to the shaping: samples and the times of what is said in them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SILENCE = "sil"

Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Phone:
    """One phone.

    `ipa` is its IPA symbol ("sil" for a pause), `start` and `end` are seconds, `word` is the index
    of the word it belongs to (-1 for none), `stressed` marks the vowel of a stressed syllable.
    """

    ipa: str
    start: float
    end: float
    word: int = -1
    stressed: bool = False


@dataclass(frozen=True)
class Speech:
    """One line as a synthesiser spoke it.

    `samples` is mono in [-1, 1], `rate` its sampling rate in Hz, `words` the caller's words in
    order, `engine` the name of what spoke. `tract` is the formants of that speaker over those of
    the reference male voice (flite's rms), measured on F3 and F4 of the same sentences; `shelf` the
    dB above 1.5 kHz that bring its long-term balance to that of the other speakers.
    `drawn` are the indices of the words that are drawn out. `lively` is the factor on the F0
    excursions that makes the speaker as lively as a person. `fallback`: why this one speaks, and
    not the better one that is installed.
    """

    samples: Samples
    rate: int
    phones: list[Phone]
    words: list[str]
    engine: str
    tract: float
    shelf: float = 0.0
    notes: tuple[str, ...] = ()
    drawn: frozenset[int] = frozenset()
    lively: float = 1.2
    fallback: str = ""


def as_written(speech: Speech, source: Sequence[int], written: Sequence[str]) -> Speech:
    """`speech` by the words as they were written: `source` says for each of its words which of
    `written` it stands for. As it is where its synthesiser counted words in another way."""
    if len(speech.words) != len(source):
        return speech
    phones = [replace(p, word=source[p.word]) if p.word >= 0 else p for p in speech.phones]
    drawn = frozenset(source[word] for word in speech.drawn)
    return replace(speech, phones=phones, words=list(written), drawn=drawn)
