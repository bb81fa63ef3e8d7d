"""How a language says numbers: num2words, and its table beside this file."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from num2words import num2words

MOST = 10**15
_FOLDER = Path(__file__).parent
LANGUAGES = frozenset(path.stem for path in _FOLDER.glob("*.toml"))


class Locale:
    """One language's tables (<code>.toml) and numbers."""

    def __init__(self, code: str):
        self.code = code
        self.table: dict[str, Any] = tomllib.loads(
            (_FOLDER / f"{code}.toml").read_text(encoding="utf-8")
        )
        self.decimal: str = self.table["decimal"]
        self.thousands: str = self.table["thousands"]
        self.words: dict[str, str] = self.table["words"]
        self.words_of_signs: dict[str, str] = self.table["symbols"]

    def cardinal(self, number: int) -> str:
        """`number` in words."""
        if abs(number) >= MOST:
            return self.digits(str(number))
        return num2words(number, lang=self.code).replace(",", "")

    def ordinal(self, number: int, ending: str = "") -> str:
        """The place that `number` is, in words; `ending`: with this last letter instead."""
        if abs(number) >= MOST:
            return self.digits(str(number))
        said = num2words(number, lang=self.code, to="ordinal").replace(",", "")
        return said[: -len(ending)] + ending if ending else said

    def fraction(self, over: int, below: int) -> str:
        """`over` parts of `below` (4 or more), in words."""
        part = self.ordinal(below)
        many = over > 1
        named = {
            "de": part.removesuffix("e").capitalize() + "el",
            "it": part[:-1] + "i" if many else part,
        }.get(self.code, part + "s" * many)
        one = {"en": "one", "de": "ein"}.get(self.code, "un")
        return f"{self.cardinal(over) if many else one} {named}"

    def year(self, number: int) -> str:
        """A year in words."""
        return num2words(number, lang=self.code, to="year").replace(",", "")

    def digits(self, digits: str) -> str:
        """One digit after the other."""
        return " ".join(num2words(int(d), lang=self.code) for d in digits if d.isdigit())

    def value(self, written: str) -> tuple[int, str]:
        """The whole number and the decimals of a written number, as digits."""
        whole, _, decimals = written.partition(self.decimal)
        kept = "".join(c for c in whole if c.isdigit())
        return int(kept or "0"), "".join(c for c in decimals if c.isdigit())

    def number(self, written: str) -> str:
        """A written number in words: sign, thousands and decimals as the language writes them."""
        if len(written) > 1 and written.isdigit() and written[0] == "0":
            return self.digits(written)
        whole, decimals = self.value(written)
        said = self.cardinal(whole)
        return f"{said} {self.words['point']} {self.digits(decimals)}" if decimals else said

    def counted(self, written: str, names: list[str]) -> str:
        """A number of things: `names` are the one, the many and what "one" is before it."""
        one, many, article = names
        whole, decimals = self.value(written)
        if whole == 1 and not decimals:
            return f"{article} {one}"
        said = self.number(written)
        if self.code == "es" and not decimals and said.endswith("uno"):
            said = said[:-3] + ("una" if article == "una" else "ún" if whole % 100 == 21 else "un")
        return f"{said} {many}"


@cache
def locale(code: str) -> Locale:
    """The locale of a language."""
    return Locale(code)
