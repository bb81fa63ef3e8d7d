"""Words that were heard against those that were meant.

A plain word must be the same one: "seat" is wrong for "seed". Names and words that are no common
ones of the language are written down by ear ("Selencio" for "Silenzio"), and so are compared by
their sound: right is what would be pronounced nearly alike.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np

from tools.engines.audio_analysis.phones import agreement, pronounce
from tools.engines.hearing.requests import Comparison
from tools.engines.hearing.words import WAYS, Word, folded, has_figures, words

_ALIKE = 0.75  # agreement of phones from which a word by ear is right
_ALIKE_APART = 0.8  # the same for one that was heard as several words
_LANGUAGES = ("en", "it", "es", "fr", "de")
_MOST = 3  # words that may be one, as in "sand castle"
_TOLD = 8  # differences

Common = Callable[[str], bool]
Span = tuple[int, int]


def compare(
    said: str, heard: str, language: str, names: Sequence[str], common: Common
) -> Comparison:
    """The fewest differences over the ways in which figures can be said. `common`: whether a word
    in lower case is an everyday one of the language."""
    ways = list(product(WAYS, WAYS)) if has_figures([said, heard]) else [WAYS[:1] * 2]
    known = {folded(part) for name in names for part in name.split()}
    tried = [
        _differences(
            words(said, language, meant), words(heard, language, way), language, known, common
        )
        for meant, way in ways
    ]
    errors, count, told = min(tried, key=lambda one: one[0] / one[1])
    return {"word_error_rate": round(errors / count, 4), "differences": told[:_TOLD]}


def _differences(
    said: list[Word], heard: list[Word], language: str, names: set[str], common: Common
) -> tuple[int, int, list[str]]:
    """(errors, words meant, each difference in words), by the cheapest alignment."""

    def same(a: Span, b: Span) -> bool:
        return _same(said[slice(*a)], heard[slice(*b)], language, names, common)

    rows, columns = len(said) + 1, len(heard) + 1
    cost = np.full((rows, columns), np.inf)
    cost[0, 0] = 0
    came: dict[Span, tuple[Span, bool]] = {}
    for i, j in product(range(rows), range(columns)):
        for a, b in _STEPS:
            before = (i - a, j - b)
            if min(before) < 0:
                continue
            right = bool(a and b) and same((before[0], i), (before[1], j))
            if not right and max(a, b) > 1:
                continue
            total = cost[before] + (0 if right else 1)
            if total < cost[i, j]:
                cost[i, j], came[i, j] = total, (before, right)
    told: list[str] = []
    place = (len(said), len(heard))
    while place != (0, 0):
        before, right = came[place]
        if not right:
            told.append(_told(said[before[0] : place[0]], heard[before[1] : place[1]]))
        place = before
    return int(cost[-1, -1]), max(len(said), 1), told[::-1]


# (said, heard) words in a step: one for one first, then one too few or too many, then several as one.
_STEPS = [
    (1, 1),
    (1, 0),
    (0, 1),
    *((1, several) for several in range(2, _MOST + 1)),
    *((several, 1) for several in range(2, _MOST + 1)),
]


def _same(
    said: list[Word], heard: list[Word], language: str, names: set[str], common: Common
) -> bool:
    meant, got = "".join(w.text for w in said), "".join(w.text for w in heard)
    if meant == got:
        return True
    spelling = language if language in _LANGUAGES else "en"
    sounds = [phone for word in heard for phone in _phones(word.text, spelling)]
    if len(said) == len(heard) == 1 and sounds == _phones(meant, spelling):
        return True  # other spellings of one sound: colour, color
    word = said[0]
    by_ear = word.named or word.text in names or (language == "en" and not common(word.text))
    if len(said) > 1 or not by_ear or (got in names and got != meant):
        return False
    alike = max(agreement(sounds, _phones(meant, one)) for one in _LANGUAGES)
    return alike >= (_ALIKE if len(heard) == 1 else _ALIKE_APART)


def _phones(word: str, language: str) -> list[str]:
    return pronounce(word, language, lambda _: None)


def _told(said: list[Word], heard: list[Word]) -> str:
    meant, got = (" ".join(w.text for w in side) for side in (said, heard))
    if not got:
        return f"{meant} is missing"
    return f"{got} for {meant}" if meant else f"{got} is too many"
