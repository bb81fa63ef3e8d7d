"""Words as scripts write them ("Nooooo!", "Shh", "STOP") in a spelling that can be read aloud."""

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

_TABLE = tomllib.loads((Path(__file__).parent / "spelling.toml").read_text(encoding="utf-8"))
_WORD = re.compile(r"[^\W\d_]+")
_DRAWN = re.compile(r"([^\W\d_])\1{2,}")


@dataclass(frozen=True)
class Spelling:
    """`text` as it is to be read; `written` and `drawn` are about its words, split at spaces:
    how the caller wrote each, and which are drawn out."""

    text: str
    written: tuple[str, ...]
    drawn: frozenset[int]


def respell(text: str, language: str, known: Container[str]) -> Spelling:
    """`text` in a readable spelling; `known` has the language's lower-case words, if there are any.

    A letter written three times or more draws the word out, and is read once (or twice, where only
    that is a word: "cooool").
    """
    tokens = text.split()
    drawn = frozenset(i for i, token in enumerate(tokens) if _DRAWN.search(token))
    read = [_WORD.sub(lambda m: _read(m.group(), language, known), token) for token in tokens]
    return Spelling(" ".join(read), tuple(tokens), drawn)


def _read(word: str, language: str, known: Container[str]) -> str:
    for pattern, spoken in _TABLE.get(language, {}).items():
        if re.fullmatch(pattern, word, re.IGNORECASE):
            return spoken
    once, twice = _DRAWN.sub(r"\1", word), _DRAWN.sub(r"\1\1", word)
    word = twice if once.lower() not in known and twice.lower() in known else once
    shouted = len(word) > 1 and word.isupper() and (word.lower() in known or len(word) > 4)
    return word.lower() if shouted else word
