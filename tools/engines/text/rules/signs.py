"""Shortenings, and signs that stand for words."""

import re

from tools.engines.text.languages.locale import Locale
from tools.engines.text.rules.rule import Rule


def abbreviations(locale: Locale) -> list[Rule]:
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


def signs(locale: Locale) -> list[Rule]:
    table = {sign: word for sign, word in locale.words_of_signs.items() if len(sign) == 1}
    table |= {sign: names[0][1] for sign, names in locale.table["currencies"].items()}
    either = "".join(re.escape(sign) for sign in table)
    return [
        (re.compile(r"(?<=[^\W\d_])\s?/\s?(?=[^\W\d_])"), lambda _: " "),
        (re.compile(rf"[{either}]"), lambda m: f" {table[m.group()]} "),
    ]
