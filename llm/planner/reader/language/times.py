"""Times of footage in a brief: moments, stretches, and how long something lasts.

A moment's value is its kind and its seconds: `at 2`, `range 1 3`, `from 2` (and all after it),
`until 3`, `beginning 2` and `end 2` (the first and the last seconds), `for 1` (how long something
lasts), `to 4` (how long the result shall be), `shorter 2`, `bare 2` (the words beside it tell).
"""

import re
from collections.abc import Iterator
from functools import cache

from llm.planner.reader.language.lexicon import Meaning, numbers, table

# 9:16 and the like are the shape of a frame, not a time.
_CLOCK = r"(?!(?:9:16|16:9|16:10|10:16|21:9)(?!\d))\d+(?::\d\d){1,2}(?:\.\d+)?"


# In place of each letter of a number, and of a time. What stands around them is then looked for
# with short patterns: with all the words for numbers in each, they take long to compile.
_NUMBER, _TIME = "\ue000", "\ue001"


@cache
def _told(language: str) -> re.Pattern[str]:
    """A time of footage, or else a number, of a language."""
    spelled = sorted((" ".join(words) for words in numbers(language)), key=len, reverse=True)
    number = rf"(?:\d+(?:[.,]\d+)?|(?<!\w)(?:{'|'.join(spelled)})(?!\w))"
    units = "|".join(table(language, "footage").get("times_units", ()))
    timed = rf"{_CLOCK}|{number}(?:[ -]|(?<=\d))(?:{units})(?: and a half)?"
    loose = rf"{number}(?!\s?[%x×])"
    return re.compile(rf"(?<![\w.:])(?:(?P<time>{timed})|{loose})(?![^\W\d_])", re.IGNORECASE)


def _masked(text: str, language: str) -> str:
    """`text` with each letter of its times and numbers masked."""
    return _told(language).sub(
        lambda found: (_TIME if found["time"] else _NUMBER) * len(found.group()), text
    )


@cache
def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    found = []
    for kind, sources in table(language, "footage").get("times", {}).items():
        for source in sources:
            body = _masked(source, language)
            body = body.replace("{t}", f"({_TIME}+)").replace("{n}", f"([{_NUMBER}{_TIME}]+)")
            found.append((kind, re.compile(rf"(?<![\w.:]){body}", re.IGNORECASE)))
    return found


def _seconds(text: str, language: str) -> float:
    text = text.lower().strip()
    if ":" in text:
        parts = [float(part) for part in text.split(":")]
        return sum(part * 60**n for n, part in enumerate(reversed(parts)))
    half = 0.5 if text.endswith("and a half") else 0.0
    units = table(language, "footage")["times_units"]
    match = re.match(r"(.*?)[ -]?(?:(" + ")|(".join(units) + r"))?(?: and a half)?$", text)
    word, *told = match.groups() if match else (text,)
    scale = next((s for unit, s in zip(told, (1, 60, 0.001), strict=False) if unit), 1)
    value = numbers(language).get(tuple(word.split()), 0.0) if word and not word[0].isdigit() else 0
    return ((float(word.replace(",", ".")) if word[:1].isdigit() else value or 1.0) + half) * scale


def moments_in(text: str, language: str) -> Iterator[tuple[int, int, Meaning]]:
    """The times in a text: where each begins and ends, and its meaning."""
    taken: set[int] = set()
    masked = _masked(text, language)
    for kind, pattern in _patterns(language):
        for match in pattern.finditer(masked):
            span = set(range(*match.span()))
            groups = [text[slice(*match.span(n + 1))] for n in range(len(match.groups()))]
            seconds = [_seconds(one, language) for one in groups]
            if span & taken or (kind == "range" and seconds[0] >= seconds[-1]):
                continue
            taken |= span
            value = f"{kind} {' '.join(f'{one:g}' for one in seconds)}"
            yield *match.span(), Meaning("moment", value)
