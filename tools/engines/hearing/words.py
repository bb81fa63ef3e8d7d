"""A text as the words in which it is said: "5" is five, "€5" five euros, "OK" okay.

Figures and signs are written out by the rules by which a voice reads them (tools/engines/text)."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.engines.text.directions import direct
from tools.engines.text.languages.locale import LANGUAGES, locale
from tools.engines.text.marked import Marked
from tools.engines.text.rules.all import rules
from tools.engines.text.rules.rule import Way

_TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
# A figure may be said in several ways: 1985 as a number, as a year, figure by figure.
WAYS: tuple[Way, ...] = ("cardinal", "year", "figures")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?…:]\W*$")


@dataclass(frozen=True)
class Word:
    """A word as it is compared, lower case without marks; `named`: it was written like a name."""

    text: str
    named: bool = False


def words(text: str, language: str, way: Way = "cardinal") -> list[Word]:
    """The words of a text, its figures said in that way. Stage directions in brackets or asterisks
    are not said. A language that there are no tables for is read as English."""
    code = language if language in LANGUAGES else "en"
    table = _TABLE[code]
    written = direct(Marked.of(unicodedata.normalize("NFC", text)), code).text
    for pattern, new in rules(locale(code), way):
        written = written.sub(pattern, new)
    text = written.text
    found: list[Word] = []
    for match in _WORD.finditer(text):
        plain = folded(match.group())
        if plain in table["fillers"]:
            continue
        inside = bool(found) and not _ENDS.search(text[: match.start()])
        named = language != "de" and match.group()[0].isupper() and inside
        said = table["short"].get(plain, plain)
        found += [Word(folded(one), named and said == plain) for one in said.split()]
    return found


def folded(word: str) -> str:
    """Lower case, without accents and apostrophes."""
    flat = unicodedata.normalize("NFD", word.lower().replace("ß", "ss"))
    return "".join(sign for sign in flat if sign.isalpha())


def slurred(language: str) -> frozenset[str]:
    """Small words that are easily taken for one another, or not heard at all."""
    table = _TABLE.get(language, _TABLE["en"])
    return frozenset({"", *map(folded, table["slurred"])})


def has_figures(texts: Sequence[str]) -> bool:
    """Whether any of the texts has figures, which may be said in several ways."""
    return any(sign.isdigit() for text in texts for sign in text)
