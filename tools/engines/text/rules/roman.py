"""Roman figures: kings, popes, centuries, chapters."""

import re
from collections.abc import Callable

from tools.engines.text.languages.locale import Locale

_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_FIGURES = r"(?=[MDCLXVI]+e?\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
KINGS_FIGURES = re.compile(
    rf"\b(?:(?P<before>[^\W\d_]+)(?P<gap>\s))?(?P<roman>{_FIGURES})(?P<e>e)?\b"
)
# Words and shortenings in capitals that look like figures.
_WORDS = {
    "I",
    "V",
    "X",
    "C",
    "D",
    "L",
    "M",
    "CD",
    "DC",
    "CC",
    "MC",
    "MI",
    "DI",
    "CI",
    "MIX",
    "LI",
    "VI",
    "MD",
    "DM",
    "CV",
    "MM",
    "CM",
}
# Figures that are no word, even where everything is in capitals.
_NO_WORD = re.compile(r"[XVI]{2,}")
_CENTURY = re.compile(r"\s+(?:secolo|century|siècle|Jahrhundert)")


def roman_rule(
    locale: Locale,
) -> tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]:
    """Figures behind a name are its number ("the eighth"); others count, or are a plain number."""
    kings, counted = set(locale.table["kings"]), set(locale.table["counted_names"])

    def told(match: re.Match[str]) -> str | None:
        before, roman = match["before"] or "", match["roman"]
        king = before.capitalize() in kings  # HENRY VIII, too
        if not roman:
            return None
        lead = before + (match["gap"] or "")
        number = value(roman)
        if before in counted or before.capitalize() in counted:
            return lead + locale.cardinal(number)
        century = _CENTURY.match(match.string, match.end())
        if not king and not century and roman in _WORDS:
            return None
        if match.string.isupper() and not king and not _NO_WORD.fullmatch(roman):
            return None
        named = king or (before[:1].isupper() and match.start() > 0)
        way = "roman_after_name" if named else "roman_alone"
        if century or match["e"]:
            return lead + locale.ordinal(number)
        return lead + locale.table[way].format(
            ordinal=locale.ordinal(number),
            cardinal=locale.cardinal(number),
            king=_king(locale, number),
        )

    return KINGS_FIGURES, told


def value(roman: str) -> int:
    """What Roman figures mean."""
    numbers = [_VALUES[letter] for letter in roman]
    following = [*numbers[1:], 0]
    return sum(-n if n < after else n for n, after in zip(numbers, following, strict=True))


def _king(locale: Locale, number: int) -> str:
    """Where the first of a name are counted by place and the others by number."""
    placed = 1 if locale.code == "fr" else 10
    if locale.code == "fr" and number == 1:
        return "premier"
    return locale.ordinal(number) if number <= placed else locale.cardinal(number)
