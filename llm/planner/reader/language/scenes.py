"""Scenes of footage that a brief names: by number, by the cuts, or by what is seen or said there.

A scene's value is what the plan has: `shot 2`, `shot -1` (the last), `after cut 1`, `before cut 1`,
`at cut 1`, or English words that find_scene() looks for.
"""

import re
from collections.abc import Iterator
from functools import cache

from llm.planner.reader.language.lexicon import Meaning, table

_FOUND = "{}"  # stands for a number in a value


@cache
def _ordinals(language: str) -> dict[str, str]:
    """Numbers by the words for them."""
    told = table(language, "order")["ordinal"].items()
    return {word: number for number, words in told for word in words}


@cache
def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    told = table(language, "footage")
    counted = [
        (value, source.replace("{o}", r"([^\W_]+)"))
        for value, sources in told.get("scenes_counted", {}).items()
        for source in sources
    ]
    named = [("", source) for source in told.get("scenes", ())]
    return [(v, re.compile(rf"(?<!\w)(?:{s})(?!\w)", re.IGNORECASE)) for v, s in counted + named]


def scenes_in(text: str, language: str) -> Iterator[tuple[int, int, Meaning]]:
    """The scenes that a text names: where each begins and ends, and its meaning."""
    taken: set[int] = set()
    for value, pattern in _patterns(language):
        for match in pattern.finditer(text):
            span = set(range(*match.span()))
            said = next((one for one in match.groups() if one), "1").lower()
            number = _ordinals(language).get(said, said)
            if span & taken or (value and not number.removeprefix("-").isdigit()):
                continue
            taken |= span
            found = value.replace(_FOUND, number) if value else match.group(0).strip()
            yield *match.span(), Meaning("scene", found[:80])


def named_scenes(text: str, language: str) -> list[str]:
    """The words by which a text names scenes that have to be looked for: "the ocean scene"."""
    found = (meaning.value for _, _, meaning in scenes_in(text, language))
    return [one for one in dict.fromkeys(found) if not is_counted(one)]


def is_counted(scene: str) -> bool:
    """Whether a scene is told by its number or by a cut."""
    return bool(re.fullmatch(r"shot -?\d+|(?:after|before|at) cut -?\d+", scene))
