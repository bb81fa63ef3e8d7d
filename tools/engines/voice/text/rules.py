"""Figures and signs to words: each rule a pattern and what is said for it, in the order in which
they are tried. What a rule has written out no later one touches: it has no figures and no signs."""

import re
from collections.abc import Callable
from functools import cache

from tools.engines.voice.text.locale import Locale
from tools.engines.voice.text.roman import roman_rule

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
_VULGAR = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8"}
_MULTIPLES = {
    "k": 1_000, "K": 1_000, "M": 1_000_000, "m": 1_000_000, "bn": 10**9, "B": 10**9, "tn": 10**12,
}  # fmt: skip
_SCALES = {
    "en": "thousand|million|billion|trillion", "it": "mila|milioni|milione|miliardi|miliardo",
    "de": "Tausend|Millionen|Million|Milliarden|Milliarde", "fr": "mille|millions?|milliards?",
    "es": "mil|millón|millones",
}  # fmt: skip
_ORDINALS = {
    "en": r"(?P<n>\d[\d,]*)(?:st|nd|rd|th)\b",
    "it": r"(?P<n>\d+)(?:[º°](?=\s+[a-z])|(?P<f>ª))",
    "es": r"(?P<n>\d+)\.?(?:º|er\b|(?P<f>ª|a\b))",
    "fr": r"(?P<n>\d+)(?:er|(?P<f>re|ère)|e|ème|nde?)\b",
}  # fmt: skip


@cache
def rules(locale: Locale) -> tuple[Rule, ...]:
    """The rules of a language."""
    return (
        *_abbreviations(locale),
        *_dates(locale),
        *_clock(locale),
        *_money(locale),
        *_fractions(locale),
        *_ranges(locale),
        *_ordinals(locale),
        *_decades(locale),
        *_measures(locale),
        *_sums(locale),
        roman_rule(locale),
        *_numbers(locale),
        *_signs(locale),
    )


def _number(locale: Locale) -> str:
    """A pattern for a number as the language writes it."""
    groups = "|".join(re.escape(c) for c in locale.thousands)
    point = re.escape(locale.decimal)
    return rf"(?:\d{{1,3}}(?:(?:{groups}|[\u00a0\u202f])\d{{3}})+(?!\d)|\d+)(?:{point}\d+)?"


def _abbreviations(locale: Locale) -> list[Rule]:
    table: dict[str, str] = locale.table["abbreviations"]
    either = "|".join(re.escape(one) for one in sorted(table, key=len, reverse=True))
    street = re.compile(r"(?<=[a-z] )St\.(?=\s*(?:$|[,.!?]|[a-z]))")
    rules: list[Rule] = [(street, lambda _: "Street")] if locale.code == "en" else []
    pattern = re.compile(rf"(?<![\w.])(?:{either})(?!\w)")
    if locale.code == "en":
        rules.append((re.compile(r"\bNo\. ?(?=\d)"), lambda _: "number "))

    def said(match: re.Match[str]) -> str:
        word = table[match.group()]
        ends = not match.string[match.end() :].strip() and match.group().endswith(".")
        return f"{word}." if ends else word

    return [*rules, (pattern, said)]


def _dates(locale: Locale) -> list[Rule]:
    months: list[str] = locale.table["months"]

    def told(day: int, month: int, year: int) -> str | None:
        if not (1 <= day <= 31 and 1 <= month <= 12):
            return None
        return locale.table["date"].format(
            day=locale.ordinal(1) if day == 1 and locale.code in "it fr" else locale.cardinal(day),
            ordinal=_inflected(locale, day),
            month=months[month - 1],
            year=locale.year(year),
        )

    def numeric(match: re.Match[str]) -> str | None:
        first, second, year = (int(match[i]) for i in (1, 2, 3))
        if locale.table.get("month_first") and first <= 12:
            first, second = second, first
        return told(first, second, year)

    def day_of(match: re.Match[str]) -> str | None:
        return _inflected(locale, int(match[1])) + " "

    found: list[Rule] = [
        (re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b"), numeric),
        (
            re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"),
            lambda m: told(int(m[3]), int(m[2]), int(m[1])),
        ),
    ]
    if locale.code == "de":
        found.append((re.compile(rf"\b(\d{{1,2}})\. ?(?={'|'.join(months)})"), day_of))
    return found


def _inflected(locale: Locale, number: int) -> str:
    """An ordinal as a date has it; German: "am dritten"."""
    return locale.ordinal(number) + ("n" if locale.code == "de" else "")


def _clock(locale: Locale) -> list[Rule]:
    half = {"am": " a m", "pm": " p m"}

    def told(match: re.Match[str]) -> str | None:
        hour, minute = int(match["h"]), int(match["m"] or 0)
        if hour > 24 or minute > 59:
            return None
        hours = locale.table.get("hours")
        part = match.groupdict().get("half")
        words = {
            "hour": locale.cardinal(hour) if hour != 1 or not hours else hours[2],
            "hours": hours[0 if hour == 1 else 1] if hours else "",
            "minute": f"oh {locale.cardinal(minute)}"
            if locale.code == "en" and 0 < minute < 10
            else locale.cardinal(minute),
        }
        way = "clock" if minute else "clock_full"
        if part:
            way = "clock" if minute else ""
        said = locale.table[way].format(**words) if way else words["hour"]
        return said + (half[part.lower().replace(".", "")] if part else "")

    suffix = r"(?:\s?Uhr)?" if locale.code == "de" else ""
    found: list[Rule] = [
        (re.compile(rf"\b(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?\b{suffix}"), told)
    ]
    if locale.code == "en":
        part = r"\s?(?P<half>[ap]\.?m\b\.?)"
        pattern = re.compile(rf"\b(?P<h>\d{{1,2}})(?:[:.](?P<m>\d{{2}}))?{part}", re.IGNORECASE)
        found.insert(0, (pattern, told))
    if locale.code in ("fr", "es"):
        found.append((re.compile(r"\b(?P<h>\d{1,2})\s?h\s?(?P<m>\d{2})?(?![\w/])"), told))
    if locale.code == "de":
        found.append((re.compile(r"\b(?P<h>\d{1,2})\.(?P<m>\d{2})\s?Uhr"), told))
    return found


def _money(locale: Locale) -> list[Rule]:
    signs: dict[str, list[list[str]]] = locale.table["currencies"]
    either = "".join(signs)
    scale = rf"(?:\s?(?P<scale>{_SCALES[locale.code]}|bn|[kKmMB])\b)?"
    # cents are written with either mark; a dot before three figures is one of thousands
    amount = rf"(?P<n>{_number(locale)}(?:[.,]\d{{2}}(?!\d))?)"

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


def _scale(locale: Locale, word: str) -> str:
    if word not in _MULTIPLES:
        return word
    many = locale.cardinal(2 * _MULTIPLES[word]).split()
    return many[-1] if locale.code in ("en", "es", "fr", "de") or len(many) > 1 else "mila"


def _fractions(locale: Locale) -> list[Rule]:
    table: dict[str, str] = locale.table["fractions"]
    after = {"1/2": "half_after", "1/4": "quarter_after", "3/4": "three_quarters_after"}

    def told(match: re.Match[str]) -> str | None:
        whole, part = match["n"], _VULGAR.get(match["part"], match["part"])
        if part not in table:
            return None
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
        (re.compile(r"\b24/7\b"), lambda _: f"{locale.cardinal(24)} {locale.cardinal(7)}"),
    ]


def _ranges(locale: Locale) -> list[Rule]:
    number = _number(locale)
    to = f" {locale.words['to']} "
    return [
        (re.compile(rf"(?<=\d)\s?[-–]\s?(?={number})"), lambda _: to),
        (re.compile(rf"(?<![\w)])[-−](?={number}|[€$£])"), lambda _: f"{locale.words['minus']} "),
    ]


def _ordinals(locale: Locale) -> list[Rule]:
    pattern = _ORDINALS.get(locale.code)
    if pattern is None:
        return []

    def told(match: re.Match[str]) -> str:
        number = int(match["n"].replace(",", ""))
        if locale.code == "fr" and number == 1:
            return "première" if match["f"] else "premier"
        if locale.code == "fr" and number == 2 and match.group().endswith(("nd", "nde")):
            return "second" if match.group().endswith("nd") else "seconde"
        feminine = "a" if locale.code in ("it", "es") and match["f"] else ""
        said = locale.ordinal(number, feminine)
        if locale.code == "es" and match.group().endswith("er"):
            said = said.removesuffix("o")
        return said

    return [(re.compile(rf"(?<![\w.,]){pattern}"), told)]


def _measures(locale: Locale) -> list[Rule]:
    units: dict[str, list[str]] = locale.table["units"]
    either = "|".join(re.escape(one) for one in sorted(units, key=len, reverse=True))
    number = _number(locale)
    times = locale.words_of_signs["times"]
    by = locale.words_of_signs["by"]
    return [
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


def _sums(locale: Locale) -> list[Rule]:
    number = locale.words_of_signs["number"]
    return [
        (re.compile(r"(?:#|[Nn][º°o]\.?)\s?(?=\d)"), lambda _: number.format("")),
        (re.compile(r"(?<=[\d)])\s?/\s?(?=\d)"), lambda _: f" {locale.words_of_signs['÷']} "),
    ]


def _numbers(locale: Locale) -> list[Rule]:
    def year(match: re.Match[str]) -> str:
        return locale.year(int(match.group()))

    def plain(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        said = locale.number(match.group())
        return " " * before.isalnum() + said + " " * after.isalnum()

    number = _number(locale)
    return [
        (
            re.compile(rf"(?<![\w.,])(?:1[1-9]\d\d|20\d\d)(?![\w]|{re.escape(locale.decimal)}\d)"),
            year,
        ),
        (re.compile(number), plain),
    ]


def _decades(locale: Locale) -> list[Rule]:
    """The 90s, the 1980s."""

    def told(match: re.Match[str]) -> str | None:
        years = match["y"] or match["only"]
        tens = locale.cardinal(int(years)) if years != "00" else "hundred"
        century = f"{locale.cardinal(int(match['c']))} " if match["c"] else ""
        return century + (tens[:-1] + "ies" if tens.endswith("y") else f"{tens}s")

    pattern = re.compile(r"\b(?P<c>\d\d)(?P<y>\d0)s\b|(?<![\w.])'?(?P<only>[2-9]0)s\b")
    return [(pattern, told)] if locale.code == "en" else []


def _signs(locale: Locale) -> list[Rule]:
    table = {sign: word for sign, word in locale.words_of_signs.items() if len(sign) == 1}
    table |= {sign: names[0][1] for sign, names in locale.table["currencies"].items()}
    either = "".join(re.escape(sign) for sign in table)
    return [
        (re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])"), lambda _: " "),
        (re.compile(rf"[{either}]"), lambda m: f" {table[m.group()]} "),
    ]
