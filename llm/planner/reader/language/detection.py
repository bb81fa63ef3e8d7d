"""Which language a brief, or a line in it, is in."""

import re
from functools import cache

from llm.planner.reader.language.lexicon import languages, lexicon, spoken, table, units
from llm.planner.reader.text.folding import fold
from llm.planner.reader.text.quotes import quoted_spans
from studio.readable import strange_letters

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORD_POINTS, _PATTERN_POINTS = 3, 1
# One spelling alone proves nothing: "so" could be Italian by its look.
_LEAST_POINTS = 2
# Figures as English has none: 3,50 and 1.000 euro and 5 €.
_OTHER_FIGURES = re.compile(r"\d,\d\d(?!\d)|\d\.\d{3}\s?(?:€|euro)|\d\s?€", re.IGNORECASE)


@cache
def _rules() -> dict[str, tuple[frozenset[str], tuple[re.Pattern[str], ...]]]:
    rules = {}
    for code in spoken():
        told = table(code, "spoken")
        common = frozenset(fold(word) for word in told["words"])
        rules[code] = (common, tuple(re.compile(pattern) for pattern in told["patterns"]))
    return rules


def language_of(text: str, fallback: str = "en") -> str:
    """The language code of a line: common words count for more than the look of a spelling.
    `fallback` where nothing tells, or where it is as likely as the best."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    points = dict.fromkeys(_rules(), 0)
    for code, (common, patterns) in _rules().items():
        for word in words:
            points[code] += _WORD_POINTS * (fold(word) in common)
            points[code] += _PATTERN_POINTS * any(pattern.search(word) for pattern in patterns)
    best = max(points.values())
    least = 1 if _OTHER_FIGURES.search(text) else _LEAST_POINTS
    if best < least or points.get(fallback) == best:
        return fallback
    return next(code for code, value in points.items() if value == best)


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """The words that tell in which language a brief is: of every language that lines can be in."""
    told = {code: frozenset(fold(w) for w in table(code, "spoken")["words"]) for code in spoken()}
    for code in languages():
        words = table(code, "grammar")["words"]["function"]
        single = [word for word in [*words, *units(code)] if " " not in word and len(word) > 1]
        told[code] |= {fold(word) for word in single}
    return told


def brief_language(text: str, *more: str) -> tuple[str, str]:
    """The language to read a brief in, and the one that it is in: they differ where a brief is
    written in a language that is not read ("" where its letters alone tell so). `more`: files of
    words that may occur besides."""
    for quote in reversed(quoted_spans(text)):
        text = text[: quote.start] + " " + text[quote.end :]
    words = [fold(word) for word in _WORD.findall(text.replace("'", "' ").replace("’", "' "))]
    points = {c: float(sum(w in common for w in words)) for c, common in _function_words().items()}
    for code in languages():
        # Other words tell as well, but less.
        points[code] += 0.4 * sum(
            word in lexicon(code, *more).entries for word in words if len(word) > 1
        )
    best = max(points.values(), default=0)
    read = max(languages(), key=lambda code: points[code])
    if 2 * len(strange_letters(text)) > sum(c.isalpha() for c in text):
        return read, ""
    # A brief of few words is in the first language that could have them.
    if best < (2 if points[read] else 1) or points[read] == best:
        return read, read
    written = max(points, key=lambda code: points[code])
    return read, written if best > points[read] + 0.5 else read
