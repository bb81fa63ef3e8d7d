"""Phones: how words are pronounced, and how far two strings of phones lie apart."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

_HERE = Path(__file__).parent
_FEATURES = tomllib.loads((_HERE / "phones.toml").read_text(encoding="utf-8"))
_SPELLING = tomllib.loads((_HERE / "spelling.toml").read_text(encoding="utf-8"))
_NEAR = 0.25  # cost of two unlike phones of the same class, before their features are compared
_KEPT = "ñß"  # letters that are more than a letter with a mark


def words_of(text: str) -> list[str]:
    """Lower-case words without punctuation; apostrophes within a word stay."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text.lower())


def pronounce(word: str, language: str, dictionary: Callable[[str], str | None]) -> list[str]:
    """The phones of `word`: from the English dictionary for English words, else by spelling."""
    known = dictionary(word.replace("’", "'")) if language == "en" else None
    return known.split() if known else _spell(word, language)


def _spell(word: str, language: str) -> list[str]:
    rules = _SPELLING[language]
    longest = max(map(len, rules))
    letters = "".join(
        c if c in _KEPT else unicodedata.normalize("NFD", c)[0] for c in word if c.isalpha()
    )
    phones: list[str] = []
    place = 0
    while place < len(letters):
        sizes = range(min(longest, len(letters) - place), 0, -1)
        size = next((n for n in sizes if letters[place : place + n] in rules), 0)
        new = rules[letters[place : place + size]].split() if size else []
        doubled = new[:1] == phones[-1:] and letters[place] == letters[place - 1]
        phones += new[1:] if doubled else new
        place += size or 1
    return phones


@cache
def cost(a: str, b: str) -> float:
    """0 for the same phone, 1 for a vowel against a consonant, between them by features."""
    if a == b:
        return 0.0
    for group in ("vowels", "consonants"):
        table = _FEATURES[group]
        if a in table and b in table:
            gap = np.abs(np.subtract(table[a], table[b]))
            return float(_NEAR + (1 - _NEAR) * min(1.0, float(gap @ (0.4, 0.5, 0.1)) * 1.5))
    return 1.0


def agreement(heard: Sequence[str], meant: Sequence[str]) -> float:
    """1 minus the weighted edit distance per phone meant; 0 or less for nothing in common."""
    if not meant:
        return 0.0
    row = np.arange(len(meant) + 1, dtype=float)
    for i, phone in enumerate(heard, 1):
        above, row = row, np.empty(len(meant) + 1)
        row[0] = i
        for j, wanted in enumerate(meant, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + cost(phone, wanted))
    return float(1 - row[-1] / len(meant))


def decoy(phones: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Other phones in the same order of vowels and consonants: as easy to say, meaning nothing."""
    groups = {phone: group for group, table in _FEATURES.items() for phone in table}
    return [str(rng.choice(list(_FEATURES[groups[phone]]))) for phone in phones]


def word_error_rate(
    heard: Sequence[str], meant: Sequence[str], same: Callable[[str, str], bool]
) -> float:
    """Substitutions, insertions and deletions per word meant."""
    row = np.arange(len(meant) + 1, dtype=float)
    for i, word in enumerate(heard, 1):
        above, row = row, np.empty(len(meant) + 1)
        row[0] = i
        for j, wanted in enumerate(meant, 1):
            differ = 0 if same(word, wanted) else 1
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + differ)
    return float(row[-1] / max(len(meant), 1))
