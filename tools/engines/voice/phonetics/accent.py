"""A foreign accent of English: the words' pronunciation as speakers of another language say them.

The mother tongue's phonology is laid over the English phones (`accents.toml`), and the English
voice reads the result: sentence melody and voice stay, so that the words stay intelligible. Words
that English does not know are read by the mother tongue's own rules.
"""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tools.engines.voice.phonetics.phones import loan
from tools.engines.voice.sources import espeak, festival, flite
from tools.engines.voice.speech import SILENCE, Speech

_TABLE = tomllib.loads((Path(__file__).parent / "accents.toml").read_text(encoding="utf-8"))
PITCH_HZ = 120.0  # the voice that is only asked for its phones
VOWELS = {
    "aa",
    "ae",
    "ah",
    "ao",
    "aw",
    "ax",
    "ay",
    "eh",
    "er",
    "ey",
    "ih",
    "iy",
    "ow",
    "oy",
    "uh",
    "uw",
}


def lexicon(text: str, accent: str) -> dict[str, str]:
    """The words of the English `text` as a speaker of `accent` says them, in ARPABET.

    Every vowel carries 1 (stressed) or 0. Empty for an accent that the table lacks.
    """
    rules = _TABLE.get(accent)
    if rules is None:
        return {}
    read = {word: phones for word, phones in flite.pronounce(text) if word.isalpha()}
    said = {word: _accented(phones, rules) for word, phones in read.items()}
    known = festival.english_words()
    foreign = [word for word in read if known and word not in known]
    return said | _mother_tongue(foreign, accent)


def tapped(speech: Speech, accent: str) -> Speech:
    """`speech` with its English r marked as the tap that speakers of `accent` make of it, if so.

    The mark is the IPA symbol; `colour` beats the tap into the sound.
    """
    if not _TABLE.get(accent, {}).get("taps_r", False):
        return speech
    phones = [replace(p, ipa="\u027e") if p.ipa == "\u0279" else p for p in speech.phones]
    return replace(speech, phones=phones)


@cache
def accents() -> tuple[str, ...]:
    """The accents that English can be spoken with."""
    return tuple(sorted(_TABLE))


def _mother_tongue(words: list[str], language: str) -> dict[str, str]:
    """Words that English lacks as `language` reads them, in the nearest ARPABET."""
    said: dict[str, str] = {}
    for word in words:
        parts = [
            part + ("1" if phone.stressed else "0") if part in VOWELS else part
            for phone in espeak.synthesise(word, language, PITCH_HZ).phones
            if phone.ipa != SILENCE
            for part in loan(phone.ipa)
        ]
        if any(part[:-1] in VOWELS for part in parts):
            said[word] = " ".join(parts)
    return said


def _accented(phones: list[str], rules: dict[str, Any]) -> str:
    said: list[str] = []
    for index, phone in enumerate(phones):
        name, stressed = phone.rstrip("1"), phone.endswith("1")
        where = "initial" if index == 0 else "final" if index == len(phones) - 1 else "inside"
        new = rules.get(where, {}).get(name, rules["any"].get(phone, rules["any"].get(name, name)))
        for number, part in enumerate(new.split()):
            stress = "1" if stressed and number == 0 else "0"
            said.append(part + stress if part in VOWELS else part)
    return " ".join(said)
