"""Hearing: which words and phones a recogniser makes of a voice.

PocketSphinx with its US English model. A child's voice lies outside what it was trained on, so the
sound is first played slower, which lowers pitch and formants together, as far as suits the voice.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from tools.engines.audio_analysis.phones import (
    agreement,
    decoy,
    pronounce,
    word_error_rate,
    words_of,
)

RATE = 16000  # Hz
_NOISES = {"SIL"}
# Formants of children lie up to a quarter above a man's; the recogniser bears the first steps.
_WARPS = (1.0, 1.1, 1.2)
_SHUFFLES = 6
_TESTS, _DECOYS = 4, 7
_SILENCE = 0.02  # of the peak


@dataclass(frozen=True)
class Heard:
    """`words` and `phones` as recognised. `phone_agreement`: 0 is what chance gives with the same
    sounds in another order, 1 is every phone. `word_error_rate` is None where words were not
    tried (other languages than English). `picked`: share of multiple-choice tests in which the
    text was told from seven decoys. `warp`: how much slower it was played."""

    words: str
    phones: str
    phone_agreement: float
    word_error_rate: float | None
    picked: float
    warp: float


class Listener:
    """The recogniser; one utterance at a time."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder, get_model_path  # loads 30 MB: on first use

        self._lock = threading.Lock()
        phones = Path(get_model_path()) / "en-us" / "en-us-phone.lm.bin"

        def scribe() -> Any:
            decoder = Decoder(samprate=RATE, loglevel="FATAL")
            decoder.add_allphone_file("phones", str(phones))
            return decoder

        self._scribe = scribe
        self._decoder = scribe()
        # Decoys go into a dictionary of their own, or dictation would hear them.
        self._chooser = Decoder(samprate=RATE, lm=None, loglevel="FATAL")
        self._choices = 0
        self._named = False

    def hear(self, samples: np.ndarray, rate: int, text: str, language: str) -> Heard:
        """Recognise a mono voice and compare it with the words it should say."""
        voice = _spoken(samples, rate)
        with self._lock:
            words = words_of(text)
            meant = [pronounce(word, language, self._decoder.lookup_word) for word in words]
            flat = [phone for word in meant for phone in word]
            tries = []
            for warp in _WARPS:
                heard = self._phones(_pcm(samples, rate, warp))
                tries.append((agreement(heard, flat), warp, heard))
            best, warp, heard = max(tries)
            chance = max(_chance(found, flat) for _, _, found in tries)
            share = (best - chance) / (1 - chance) if chance < 1 else 0.0
            picked = max(
                self._picked(_pcm(voice, rate, played), flat) for played in {warp, _WARPS[-1]}
            )
            spoken, error = "", None
            if language == "en":
                spoken, error = self._words(_pcm(samples, rate, warp), words, meant)
            return Heard(spoken, " ".join(heard), float(np.clip(share, 0, 1)), error, picked, warp)

    def _phones(self, pcm: bytes) -> list[str]:
        self._decoder.activate_search("phones")
        _run(self._decoder, pcm)
        found = [segment.word for segment in self._decoder.seg() or []]
        return [phone for phone in found if phone not in _NOISES and not phone.startswith("+")]

    def _picked(self, pcm: bytes, meant: list[str]) -> float:
        """Share of tests in which `meant` fits the sound better than decoys. This holds in every
        language, as far as English phones can stand for its own, and for a single word."""
        if not meant:
            return 0.0
        right = 0
        for test in range(_TESTS):
            rng = np.random.default_rng(test)
            # A word cannot be taken out of a dictionary again, so every test needs new ones.
            names = [f"choice{self._choices + number}" for number in range(_DECOYS + 1)]
            self._choices += len(names)
            for name in names:
                phones = meant if name == names[0] else decoy(meant, rng)
                self._chooser.add_word(name, " ".join(phones), name == names[-1])
            grammar = f"#JSGF V1.0; grammar test; public <test> = {' | '.join(names)};"
            self._chooser.add_jsgf_string("test", grammar)
            self._chooser.activate_search("test")
            _run(self._chooser, pcm)
            hypothesis = self._chooser.hyp()
            right += hypothesis is not None and hypothesis.hypstr == names[0]
        return right / _TESTS

    def _words(self, pcm: bytes, words: list[str], meant: list[list[str]]) -> tuple[str, float]:
        if self._named:  # what one text taught must not change how the next is heard
            self._decoder = self._scribe()
            self._named = False
        lookup = self._decoder.lookup_word
        for word, phones in zip(words, meant, strict=True):
            if lookup(word) is None and phones:  # names are heard only by who knows them
                self._decoder.add_word(word, " ".join(phones), True)
                self._named = True
        self._decoder.activate_search("_default")
        _run(self._decoder, pcm)
        hypothesis = self._decoder.hyp()
        spoken = hypothesis.hypstr if hypothesis else ""

        def same(a: str, b: str) -> bool:
            return a == b or (lookup(a) is not None and lookup(a) == lookup(b))

        return spoken, word_error_rate(spoken.split(), words, same)


@cache
def listener() -> Listener:
    """The one recogniser of this process."""
    return Listener()


def _run(decoder: Any, pcm: bytes) -> None:
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()


def _spoken(samples: np.ndarray, rate: int) -> np.ndarray:
    """From the first sound to the last, with a little air: seconds of silence around a short line
    move the recogniser's running mean so far that it tells nothing apart."""
    loud = np.flatnonzero(np.abs(samples) > _SILENCE * np.abs(samples).max(initial=0))
    if not loud.size:
        return samples
    air = rate // 10
    return samples[max(0, loud[0] - air) : loud[-1] + air]


def _pcm(samples: np.ndarray, rate: int, warp: float) -> bytes:
    """16-bit samples at RATE, played `warp` times slower, at an even level."""
    sound = scipy.signal.resample(samples, max(1, round(len(samples) * RATE * warp / rate)))
    quiet = np.zeros(RATE // 4)  # the recogniser learns the background from the first frames
    peak = max(float(np.abs(sound).max(initial=0)), 1e-6)
    whole = np.concatenate([quiet, sound * (0.7 / peak), quiet])
    whole = whole + np.random.default_rng(0).normal(0, 3e-4, len(whole))  # digital silence is odd
    return (np.clip(whole, -1, 1) * 32767).astype(np.int16).tobytes()


def _chance(heard: list[str], meant: list[str]) -> float:
    """What agreement the same phones reach in an order that means nothing."""
    rng = np.random.default_rng(0)
    orders = [rng.permutation(len(meant)) for _ in range(_SHUFFLES)]
    return float(np.mean([agreement(heard, [meant[i] for i in order]) for order in orders]))
