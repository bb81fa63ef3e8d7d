"""Money, measures and fractions."""

import re

from tools.engines.text.languages.locale import Locale
from tools.engines.text.rules.rule import Rule, number_pattern

_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_MULTIPLES = {
    "k": 1_000, "K": 1_000, "M": 1_000_000, "m": 1_000_000, "bn": 10**9, "B": 10**9, "tn": 10**12,
}  # fmt: skip
_SCALES = {
    "en": "thousand|million|billion|trillion", "it": "mila|milioni|milione|miliardi|miliardo",
    "de": "Tausend|Millionen|Million|Milliarden|Milliarde", "fr": "mille|millions?|milliards?",
    "es": "mil|millón|millones",
}  # fmt: skip


def money(locale: Locale) -> list[Rule]:
    signs: dict[str, list[list[str]]] = locale.table["currencies"]
    either = "".join(signs)
    scale = rf"(?:\s?(?P<scale>{_SCALES[locale.code]}|bn|[kKmMB])\b)?"
    # cents are written with either mark; a dot before three figures is one of thousands
    amount = rf"(?P<n>{number_pattern(locale)}(?:[.,]\d{{2}}(?!\d))?)"

    def told(match: re.Match[str]) -> str:
        whole_names, cent_names = signs[match["sign"]]
        written, scale = match["n"], match["scale"]
        if scale:
            return f"{locale.number(written)} {_scale(locale, scale)} {whole_names[1]}"
        other = "," if locale.decimal == "." else "."
        if re.search(rf"{re.escape(other)}\d\d$", written):
            written = written[:-3] + locale.decimal + written[-2:]
        whole, decimals = locale.value(written)
        cents = int(decimals.ljust(2, "0")) if 0 < len(decimals) <= 2 else 0
        if len(decimals) > 2:
            return f"{locale.number(written)} {whole_names[1]}"
        said = locale.counted(str(whole), whole_names)
        if not cents:
            return said
        below = locale.counted(str(cents), cent_names)
        return f"{said} {locale.words['and']} {below}" if whole else below

    return [
        (re.compile(rf"(?P<sign>[{either}])\s?{amount}{scale}"), told),
        (re.compile(rf"(?<![\w.,]){amount}{scale}\s?(?P<sign>[{either}])"), told),
    ]


def measures(locale: Locale) -> list[Rule]:
    units: dict[str, list[str]] = locale.table["units"]
    either = "|".join(re.escape(one) for one in sorted(units, key=len, reverse=True))
    number = number_pattern(locale)
    tall = [] if locale.code != "en" else [_feet_and_inches(locale)]
    times = locale.words_of_signs["times"]
    by = locale.words_of_signs["by"]
    return [
        *tall,
        (
            re.compile(rf"(?<![\w.])(?P<n>{number})\s?(?P<unit>{either})(?![\w°])"),
            lambda m: locale.counted(m["n"], units[m["unit"]]),
        ),
        (
            re.compile(rf"(?<![\w.])(?P<n>{number})\s?[x×](?=\s?\d)"),
            lambda m: f"{locale.number(m['n'])} {by} ",
        ),
        (
            re.compile(rf"(?<![\w.])(?P<n>{number})[x×](?!\w)"),
            lambda m: f"{locale.number(m['n'])} {times}",
        ),
        (
            re.compile(rf"(?<![\w.])(?P<n>{number})(?P<scale>bn|[kKM])\b"),
            lambda m: f"{locale.number(m['n'])} {_scale(locale, m['scale'])}",
        ),
    ]


def _feet_and_inches(locale: Locale) -> Rule:
    """How tall somebody is: 5'11"."""
    return (
        re.compile(r"(?<![\w.])(?P<ft>\d{1,2})'\s?(?P<in>\d{1,2})(?:\"|'')"),
        lambda m: f"{locale.cardinal(int(m['ft']))} foot {locale.cardinal(int(m['in']))}",
    )


def fractions(locale: Locale) -> list[Rule]:
    table: dict[str, str] = locale.table["fractions"]
    after = {"1/2": "half_after", "1/4": "quarter_after", "3/4": "three_quarters_after"}

    def told(match: re.Match[str]) -> str | None:
        whole, part = match["n"], _VULGAR.get(match["part"], match["part"])
        if part not in table:
            over, _, below = part.partition("/")
            if over >= below:
                return None
            said = locale.fraction(int(over), int(below))
            return f"{locale.number(whole.strip())} {locale.words['and']} {said}" if whole else said
        if not whole:
            return table[part] + " " * (not match.string[match.end() : match.end() + 1].isspace())
        ending = (
            locale.words[after[part]] if part in after else f"{locale.words['and']} {table[part]}"
        )
        return f"{locale.number(whole.strip())} {ending}"

    vulgar = "".join(_VULGAR)
    return [
        (re.compile(rf"(?P<n>\d+\s?)?(?P<part>[{vulgar}])"), told),
        (re.compile(r"(?<![\w/])(?P<n>\d+\s)?(?P<part>[1-9]/[1-9])(?![\w/])"), told),
        (re.compile(r"\b(?:24/7|50/50)\b"), lambda m: m.group().replace("/", " ")),
    ]


def _scale(locale: Locale, word: str) -> str:
    if word not in _MULTIPLES:
        return word
    many = locale.cardinal(2 * _MULTIPLES[word]).split()
    return many[-1] if locale.code in ("en", "es", "fr", "de") or len(many) > 1 else "mila"
