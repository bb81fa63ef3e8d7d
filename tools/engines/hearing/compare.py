"""Words that were heard against those that were meant.

A plain word must be the same one: "seat" is wrong for "seed". Names and words that are no common
ones of the language are written down by ear ("Selencio" for "Silenzio"), and so are compared by
their sound: right is what would be pronounced nearly alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

import numpy as np

from tools.engines.audio_analysis.phones import agreement, pronounce
from tools.engines.hearing.requests import Comparison
from tools.engines.hearing.words import WAYS, Word, folded, has_figures, slurred, words

_ALIKE = 0.75  # agreement of phones from which a word by ear is right
_ALIKE_APART = 0.8  # the same for one that was heard as several words
_LANGUAGES = ("en", "it", "es", "fr", "de")
_NEAR = 0.55  # agreement under which two words sound clearly otherwise
_SLURRED = 2  # letters
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
    count, found = min(tried, key=lambda one: sum(each.size for each in one[1]) / one[0])
    clear = [one for one in found if _is_clear(one.meant, one.got, language)]
    return {
        "word_error_rate": round(sum(one.size for one in found) / count, 4),
        "clear_errors": round(sum(one.size for one in clear) / count, 4),
        "differences": [one.told() for one in found[:_TOLD]],
    }


@dataclass(frozen=True)
class _Difference:
    """What was `meant` and what was `got`, "" where there is nothing: an error of `size` words."""

    meant: str
    got: str
    size: int

    def told(self) -> str:
        if not self.got:
            return f"{self.meant} is missing"
        return f"{self.got} for {self.meant}" if self.meant else f"{self.got} is too many"


def _differences(
    said: list[Word], heard: list[Word], language: str, names: set[str], common: Common
) -> tuple[int, list[_Difference]]:
    """The number of words meant, and the differences of the cheapest alignment."""

    def step(before: Span, place: Span) -> tuple[float, _Difference | None]:
        one, other = said[before[0] : place[0]], heard[before[1] : place[1]]
        size = max(len(one), len(other))
        if one and other and _same(one, other, language, names, common):
            return 0, None
        meant, got = _joined(one), _joined(other)
        if size > 1 and _alike(meant, got, language) < _NEAR:
            return np.inf, None
        # Several words that together sound like the one are told together.
        return size - (0.1 if size > 1 else 0), _Difference(meant, got, size)

    cost = np.full((len(said) + 1, len(heard) + 1), np.inf)
    cost[0, 0] = 0
    came: dict[Span, tuple[Span, _Difference | None]] = {}
    for place in product(range(len(said) + 1), range(len(heard) + 1)):
        for a, b in _STEPS:
            before = (place[0] - a, place[1] - b)
            if min(before) < 0:
                continue
            more, difference = step(before, place)
            if cost[before] + more < cost[place]:
                cost[place], came[place] = cost[before] + more, (before, difference)
    found: list[_Difference] = []
    place = (len(said), len(heard))
    while place != (0, 0):
        place, difference = came[place]
        found += [difference] if difference else []
    return max(len(said), 1), found[::-1]


# (said, heard) words in a step: one for one, one too few or too many, several as one.
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
    meant, got = _joined(said), _joined(heard)
    if meant == got:
        return True
    if len(said) == len(heard) == 1 and _alike(meant, got, language) == 1:
        return True  # other spellings of one sound: colour, color
    word = said[0]
    by_ear = word.named or word.text in names or (language == "en" and not common(word.text))
    if len(said) > 1 or not by_ear or (got in names and got != meant):
        return False
    # A foreign name is read as in its own language, whoever writes it down.
    alike = max(_alike(meant, got, one) for one in _LANGUAGES)
    return alike >= (_ALIKE if len(heard) == 1 else _ALIKE_APART)


def _alike(meant: str, got: str, language: str) -> float:
    """Agreement of what two spellings sound like in a language: 1 for the same."""
    spelling = language if language in _LANGUAGES else "en"
    one, other = (pronounce(word, spelling, lambda _: None) for word in (meant, got))
    return agreement(other, one)


def _joined(words: list[Word]) -> str:
    return "".join(word.text for word in words)


def _is_clear(meant: str, got: str, language: str) -> bool:
    """Whether no good ear would take one for the other; of a word too few or too many, whether it
    is more than a slurred sound."""
    if {meant, got} <= slurred(language):
        return False
    if meant and got:
        # Spelling tells too: it is no guide to the sound of every English word (day, date).
        alike = max(_alike(meant, got, language), SequenceMatcher(None, meant, got).ratio())
        return alike < _NEAR
    return len(meant or got) > _SLURRED
