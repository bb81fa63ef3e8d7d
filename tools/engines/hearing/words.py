"""A text as the words in which it is said: "5" is five, "€5" five euros, "OK" okay."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from num2words import num2words

_TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
)
# A figure may be said in several ways: 1985 as a number, as a year, figure by figure.
WAYS = ("cardinal", "year", "figures")
_DIRECTION = re.compile(r"\[[^\]]*\]|(?<![*\w])\*[^*\n]+\*(?![*\w])|\([^)]*\)")
_FIGURE = re.compile(r"(\d+(?:[.,:]\d+)*)(st|nd|rd|th|º|ª|er|ème)?(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?…:]\W*$")
_FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4"}


@dataclass(frozen=True)
class Word:
    """A word as it is compared, lower case without marks; `named`: it was written like a name."""

    text: str
    named: bool = False


def words(text: str, language: str, way: str = "cardinal") -> list[Word]:
    """The words of a text, its figures said in that way. Stage directions in brackets or asterisks
    are not said. A language that the table does not have is read as English."""
    table = _TABLE.get(language, _TABLE["en"])
    for sign, fraction in _FRACTIONS.items():
        text = text.replace(sign, f" {fraction} ")
    text = _said_signs(_DIRECTION.sub(" ", unicodedata.normalize("NFKC", text)), table)
    text = _FIGURE.sub(lambda found: f" {_figure(found, language, table, way)} ", text)
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


def _said_signs(text: str, table: dict[str, Any]) -> str:
    for sign, (one, many) in table["signs"].items():
        mark = re.escape(sign)
        before = re.compile(rf"{mark}\s?(\d+(?:[.,]\d+)*)")
        after = re.compile(rf"(?<!\d)(\d+(?:[.,]\d+)*)\s?{mark}")

        def spoken(found: re.Match[str], one: str = one, many: str = many) -> str:
            return f" {found.group(1)} {one if found.group(1) == '1' else many} "

        if sign in "€$£":
            text = before.sub(spoken, text)
        text = after.sub(spoken, text).replace(sign, f" {many} ")
    return text


def _figure(found: re.Match[str], language: str, table: dict[str, Any], way: str) -> str:
    """A figure in words: an ordinal, a time of day, a decimal, or a number in the way asked for."""
    digits, ending = found.group(1), found.group(2)
    if ":" in digits:
        return " ".join(_number(int(part), language) for part in re.split(r"\D", digits) if part)
    thousands = "," if table["point"] == "." else "."
    plain = re.sub(rf"\{thousands}(?=\d{{3}}(?:\D|$))", "", digits)
    if not plain.isdigit():
        whole, *rest = re.split(r"[.,]", plain)
        point = {"en": "point", "it": "virgola", "es": "coma", "fr": "virgule", "de": "Komma"}
        tail = " ".join(_number(int(d), language) for part in rest for d in part)
        return f"{_number(int(whole), language)} {point.get(language, 'point')} {tail}"
    if ending:
        return _number(int(plain), language, "ordinal")
    if way == "figures":
        return " ".join(_number(int(digit), language) for digit in plain)
    return _number(int(plain), language, "year" if way == "year" else "cardinal")


def _number(value: int, language: str, to: str = "cardinal") -> str:
    try:
        said = num2words(value, lang=language if language in _TABLE else "en", to=to)
    except (NotImplementedError, OverflowError, ValueError):
        said = num2words(value, lang="en")
    return said.replace("-", " ").replace(" and ", " ") if language == "en" else said
