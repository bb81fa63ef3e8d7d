"""Plain numbers: ordinals, ranges, sums, years and the rest."""

import re

from tools.engines.text.languages.locale import Locale
from tools.engines.text.rules.rule import Rule, Way, number_pattern

# A sum around a mark that else stands for a range: 7-3=4, 2+9-4.
_SUM_BEFORE = re.compile(r"[=+×÷*]\s?\d[\d\s.,–-]*$")
_SUM_AFTER = re.compile(r"\d[\d\s.,–-]*(?:=|[+×÷*]\s?\d)")
_ORDINALS = {
    "en": r"(?P<n>\d[\d,]*)(?:st|nd|rd|th)\b",
    "it": r"(?P<n>\d+)(?:[º°](?=\s+[a-z])|(?P<f>ª))",
    "es": r"(?P<n>\d+)\.?(?:º|er\b|(?P<f>ª|a\b))",
    "fr": r"(?P<n>\d+)(?:er|(?P<f>re|ère)|e|ème|nde?)\b",
}  # fmt: skip


def ordinals(locale: Locale) -> list[Rule]:
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


def ranges(locale: Locale) -> list[Rule]:
    number = number_pattern(locale)
    to, minus = (f" {locale.words[word]} " for word in ("to", "minus"))

    def told(match: re.Match[str]) -> str:
        before = _SUM_BEFORE.search(match.string[: match.start()])
        return minus if before or _SUM_AFTER.match(match.string[match.end() :]) else to

    telephone = re.compile(r"(?<![\w-])(\d{3})-(\d{3})-(\d{4})(?![\w-])")
    return [
        (telephone, lambda m: ", ".join(map(locale.digits, m.groups()))),
        (re.compile(rf"(?<=\d)\s?[-–]\s?(?={number})"), told),
        (re.compile(rf"(?<![\w)])[-−](?={number}|[€$£])"), lambda _: f"{locale.words['minus']} "),
    ]


def sums(locale: Locale) -> list[Rule]:
    number = locale.words_of_signs["number"]
    return [
        (re.compile(r"(?:#|[Nn][º°o]\.?)\s?(?=\d)"), lambda _: number.format("")),
        (re.compile(r"(?<=[\d)])\s?/\s?(?=\d)"), lambda _: f" {locale.words_of_signs['÷']} "),
    ]


def numbers(locale: Locale, way: Way) -> list[Rule]:
    def year(match: re.Match[str]) -> str:
        return locale.year(int(match.group()))

    def plain(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        written = match.group()
        alone = way == "figures" and written.isdigit()
        said = locale.digits(written) if alone else locale.number(written)
        return " " * before.isalnum() + said + " " * after.isalnum()

    years = rf"(?<![\w.,])(?:1[1-9]\d\d|20\d\d)(?![\w]|{re.escape(locale.decimal)}\d)"
    rules: list[Rule] = [(re.compile(years), year)] if way == "year" else []
    part = re.compile(rf"(?<![\w.,]){re.escape(locale.decimal)}(?P<n>\d+)")  # .5
    return [
        *rules,
        (part, lambda m: f"{locale.words['point']} {locale.digits(m['n'])}"),
        (re.compile(number_pattern(locale)), plain),
    ]
