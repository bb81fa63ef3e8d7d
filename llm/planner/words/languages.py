"""The language of a line, told by its own words."""

import re
from functools import cache

from llm.planner.data import table
from llm.planner.words.tokens import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD_POINTS, _PATTERN_POINTS = 3, 1
# One spelling alone proves nothing: "so" could be Italian by its look.
_LEAST_POINTS = 2


@cache
def _rules() -> dict[str, tuple[frozenset[str], tuple[re.Pattern[str], ...]]]:
    return {
        code: (
            frozenset(fold(word) for word in language["words"]),
            tuple(re.compile(pattern) for pattern in language["patterns"]),
        )
        for code, language in table("languages").items()
    }


def detect(text: str, fallback: str = "en") -> str:
    """The language code of `text`: common words count for more than the look of a spelling.
    `fallback` where nothing tells, or where it is as likely as the best."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    points = dict.fromkeys(_rules(), 0)
    for code, (common, patterns) in _rules().items():
        for word in words:
            points[code] += _WORD_POINTS * (fold(word) in common)
            points[code] += _PATTERN_POINTS * any(pattern.search(word) for pattern in patterns)
    best = max(points.values())
    if best < _LEAST_POINTS or points.get(fallback) == best:
        return fallback
    return next(code for code, value in points.items() if value == best)
