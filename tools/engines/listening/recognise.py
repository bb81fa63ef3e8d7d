"""Hearing: which words and phones a recogniser makes of a voice.

PocketSphinx with its US English model. A child's voice lies outside what it was trained on, so the
sound is first played slower, which lowers pitch and formants together, as far as suits the voice.
"""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.signal import resample

from tools.engines.listening.phones import agreement, pronounce, word_error_rate, words_of

RATE = 16000  # Hz
_NOISES = {"SIL"}
# Formants of children lie up to a quarter above a man's; the recogniser bears the first steps.
_WARPS = (1.0, 1.1, 1.2)
_SHUFFLES = 6


@dataclass(frozen=True)
class Heard:
    """`words` and `phones` as recognised. `phone_agreement`: 0 is what chance gives with the same
    sounds in another order, 1 is every phone. `word_error_rate` is None where words were not
    tried (other languages than English). `warp`: how much slower it was played."""

    words: str
    phones: str
    phone_agreement: float
    word_error_rate: float | None
    warp: float


class Listener:
    """The recogniser; one utterance at a time."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder, get_model_path  # loads 30 MB: on first use

        self._lock = threading.Lock()
        self._decoder = Decoder(samprate=RATE, loglevel="FATAL")
        model = Path(get_model_path()) / "en-us" / "en-us-phone.lm.bin"
        self._decoder.add_allphone_file("phones", str(model))

    def hear(self, samples: np.ndarray, rate: int, text: str, language: str) -> Heard:
        """Recognise a mono voice and compare it with the words it should say."""
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
            spoken, error = "", None
            if language == "en":
                spoken, error = self._words(_pcm(samples, rate, warp), words, meant)
            return Heard(
                spoken, " ".join(heard), float(np.clip(share, 0, 1)), error, warp,
            )

    def _phones(self, pcm: bytes) -> list[str]:
        self._decoder.activate_search("phones")
        self._run(pcm)
        found = [segment.word for segment in self._decoder.seg() or []]
        return [phone for phone in found if phone not in _NOISES and not phone.startswith("+")]

    def _words(
        self, pcm: bytes, words: list[str], meant: list[list[str]]
    ) -> tuple[str, float]:
        lookup = self._decoder.lookup_word
        for word, phones in zip(words, meant, strict=True):
            if lookup(word) is None and phones:  # names are heard only by who knows them
                self._decoder.add_word(word, " ".join(phones), True)
        self._decoder.activate_search("_default")
        self._run(pcm)
        hypothesis = self._decoder.hyp()
        spoken = hypothesis.hypstr if hypothesis else ""

        def same(a: str, b: str) -> bool:
            return a == b or (lookup(a) is not None and lookup(a) == lookup(b))

        return spoken, word_error_rate(spoken.split(), words, same)

    def _run(self, pcm: bytes) -> None:
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()


@cache
def listener() -> Listener:
    """The one recogniser of this process."""
    return Listener()


def _pcm(samples: np.ndarray, rate: int, warp: float) -> bytes:
    """16-bit samples at RATE, played `warp` times slower, at an even level."""
    sound = resample(samples, max(1, round(len(samples) * RATE * warp / rate)))
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
