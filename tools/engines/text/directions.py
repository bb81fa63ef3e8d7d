"""Stage directions and marks: what stands in a line and is not read.

`[whispers] Come here.`, `*sighs* Fine.`, `(laughs)`: a direction that can be acted is; any other is
left out. `**Stop**`, `_now_`: the marks are silent, the words are said.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tools.engines.text.marked import Marked

_TABLE: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(
    (Path(__file__).parent / "directions.toml").read_text(encoding="utf-8")
)
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)|\{([^{}]*)\}|<([^<>]*)>")
_STRONG = re.compile(r"\*{2,3}([^*]+)\*{2,3}|__([^_]+)__|~~([^~]+)~~|`+([^`]+)`+")
_STARS = re.compile(r"\*([^*]+)\*|(?<!\w)_([^_]+)_(?!\w)")
_LOOSE = re.compile(r"[*_`~<>\[\](){}|\\^]+")


@dataclass(frozen=True)
class Directed:
    """`text` without its directions; `sounds` are those that are made, each at an index of the text
    as it was given; `taken` are the stretches of that text which are directions; `delivery` the way
    of speaking that was asked for, or ""."""

    text: Marked
    sounds: tuple[tuple[str, int], ...]
    taken: tuple[tuple[int, int], ...]
    delivery: str


def direct(text: Marked, language: str) -> Directed:
    """Take the directions out of `text`."""
    sounds: list[tuple[str, int]] = []
    taken: list[tuple[int, int]] = []
    delivery: list[str] = []

    def take(words: str, match: re.Match[str]) -> str:
        at = text.at[match.start()]
        taken.append((at, text.at[match.end() - 1] + 1))
        for kind in _meant(words, language, "sounds"):
            sounds.append((kind, at))
        delivery.extend(_meant(words, language, "deliveries"))
        return " "

    def bracket(match: re.Match[str]) -> str:
        return take(next(g for g in match.groups() if g is not None), match)

    text = text.sub(_BRACKETS, bracket)
    text = text.sub(_STRONG, lambda m: next(g for g in m.groups() if g is not None))

    def star(match: re.Match[str]) -> str:
        words = next(g for g in match.groups() if g is not None)
        if _is_direction(words, match, language):
            return take(words, match)
        return words

    text = text.sub(_STARS, star)
    text = text.sub(_LOOSE, lambda _: " ")
    return Directed(text, tuple(sounds), tuple(taken), delivery[0] if delivery else "")


def _is_direction(words: str, match: re.Match[str], language: str) -> bool:
    """Whether what stands between single stars is a direction, and no emphasis: a known one, or
    words in lower case between sentences."""
    if any(_meant(words, language, kind) for kind in ("sounds", "deliveries")):
        return True
    before = match.string[: match.start()].rstrip()
    after = match.string[match.end() :].lstrip()
    apart = (not before or before[-1] in ".!?…\"'") and (not after or after[0].isupper())
    return apart and words[:1].islower()


def _meant(words: str, language: str, kind: str) -> list[str]:
    said = set(re.findall(r"[^\W\d_]+", words.lower()))
    tables = [_TABLE[code][kind] for code in dict.fromkeys((language, "en"))]
    return [
        name
        for name in dict.fromkeys(name for table in tables for name in table)
        if any(set(one.split()) <= said for table in tables for one in table.get(name, ()))
    ]
