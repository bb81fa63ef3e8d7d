"""The phones of the studio's voices among the signs that a network knows."""

import json
from collections.abc import Iterator
from pathlib import Path

from tools.engines.wav2vec2.network.ctc import UNKNOWN

_LENGTH = "ː"
# What a network may lack, and the nearest that it may have instead, first to last.
_NEAR = {
    "r": "ɹ ɾ",
    "ɹ": "r ɾ",
    "ɾ": "r t",
    "ɝ": "ɜː ɚ ə",
    "ɚ": "ə",
    "ʌ": "ɐ a",
    "ɐ": "ʌ ə",
    "ɒ": "ɔ ɑ",
    "ᵻ": "ɪ",
    "ɨ": "ɪ",
    "g": "ɡ",
    "ɡ": "g",
    "e": "ɛ eɪ",
    "ɛ": "e",
    "o": "oʊ ɔ",
    "ɔ": "o",
    "a": "ɑ æ",
    "ɑ": "a",
    "ɪ": "i",
    "ʊ": "u",
    "ʎ": "j",
    "ɲ": "n",
}


class Alphabet:
    """The signs of a network, as its vocab.json has them: sign -> number."""

    def __init__(self, vocabulary: Path, blank: str):
        self._numbers: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))
        self.blank = self._numbers[blank]

    def signs(self, phone: str) -> list[int]:
        """The sign of an IPA phone, or those of its parts; UNKNOWN for what has none."""
        number = self._number(phone)
        if number is not None:
            return [number]
        return list(self._parts(phone)) or [UNKNOWN]

    def _number(self, phone: str) -> int | None:
        tried = [phone, phone.rstrip(_LENGTH), phone + _LENGTH]
        tried += _NEAR.get(phone.rstrip(_LENGTH), "").split()
        return next((self._numbers[one] for one in tried if one in self._numbers), None)

    def _parts(self, phone: str) -> Iterator[int]:
        """Of a diphthong or an affricate that is no sign of its own."""
        at = 0
        while at < len(phone):
            for width in (2, 1):
                number = self._number(phone[at : at + width])
                if number is not None:
                    yield number
                    break
            at += width
