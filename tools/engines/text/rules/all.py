"""Figures and signs to words: each rule a pattern and what is said for it, in the order in which
they are tried. What a rule has written out no later one touches: it has no figures and no signs."""

from functools import cache

from tools.engines.text.languages.locale import Locale
from tools.engines.text.rules import amounts, dates, numbers, signs
from tools.engines.text.rules.roman import roman_rule
from tools.engines.text.rules.rule import Rule, Way


@cache
def rules(locale: Locale, way: Way = "year") -> tuple[Rule, ...]:
    """The rules of a language, with bare figures said in that way."""
    return (
        *signs.abbreviations(locale),
        *dates.dates(locale),
        *dates.clock(locale),
        *amounts.money(locale),
        *amounts.fractions(locale),
        *numbers.ranges(locale),
        *numbers.ordinals(locale),
        *dates.decades(locale),
        *amounts.measures(locale),
        *numbers.sums(locale),
        roman_rule(locale),
        *numbers.numbers(locale, way),
        *signs.signs(locale),
    )
