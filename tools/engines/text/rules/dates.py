"""Dates, times of day and decades."""

import re

from tools.engines.text.languages.locale import Locale
from tools.engines.text.rules.rule import Rule

# The mark between two times of day: 10:30-11:45, 3pm-5pm, 9-5pm, 9h-10h.
_BETWEEN_TIMES = re.compile(
    r"(?i)(?:(?<=\d)|(?<=\d[ap]m)|(?<=\d [ap]m)|(?<=\dh))\s?[-–]\s?"
    r"(?=\d{1,2}(?::\d\d|(?:[:.]\d\d)?\s?[ap]\.?m\b|h\d\d|h\b))"
)


def dates(locale: Locale) -> list[Rule]:
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


def clock(locale: Locale) -> list[Rule]:
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
    to = f" {locale.words['to']} "
    found: list[Rule] = [
        (_BETWEEN_TIMES, lambda _: to),
        (re.compile(rf"\b(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::\d{{2}})?\b{suffix}"), told),
    ]
    if locale.code == "en":
        part = r"\s?(?P<half>[ap]\.?m\b\.?)"
        pattern = re.compile(rf"\b(?P<h>\d{{1,2}})(?:[:.](?P<m>\d{{2}}))?{part}", re.IGNORECASE)
        found.insert(1, (pattern, told))
    if locale.code == "it":
        pattern = re.compile(r"(?i)(?:(?<=alle )|(?<=ore ))(?P<h>\d{1,2})\.(?P<m>\d{2})(?![\d.])")
        found.append((pattern, told))
    if locale.code in ("fr", "es"):
        found.append((re.compile(r"\b(?P<h>\d{1,2})\s?h\s?(?P<m>\d{2})?(?![\w/])"), told))
    if locale.code == "de":
        found.append((re.compile(r"\b(?P<h>\d{1,2})\.(?P<m>\d{2})\s?Uhr"), told))
    return found


def decades(locale: Locale) -> list[Rule]:
    """The 90s, the 1980s."""

    def told(match: re.Match[str]) -> str | None:
        years = match["y"] or match["only"]
        tens = locale.cardinal(int(years)) if years != "00" else "hundred"
        century = f"{locale.cardinal(int(match['c']))} " if match["c"] else ""
        return century + (tens[:-1] + "ies" if tens.endswith("y") else f"{tens}s")

    pattern = re.compile(r"\b(?P<c>\d\d)(?P<y>\d0)s\b|(?<![\w.])'?(?P<only>[2-9]0)s\b")
    return [(pattern, told)] if locale.code == "en" else []
