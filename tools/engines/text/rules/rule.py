"""What a rule is, and how a language writes numbers."""

import re
from collections.abc import Callable
from typing import Literal

from tools.engines.text.languages.locale import Locale

# A pattern, and what is said for it; None leaves it as it is.
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
# How a bare figure is said: 1985 as a year where it looks like one, as a number, one by one.
Way = Literal["year", "cardinal", "figures"]


def number_pattern(locale: Locale) -> str:
    """A pattern for a number as the language writes it."""
    groups = "|".join(re.escape(c) for c in locale.thousands)
    point = re.escape(locale.decimal)
    return rf"(?:\d{{1,3}}(?:(?:{groups}|[\u00a0\u202f])\d{{3}})+(?!\d)|\d+)(?:{point}\d+)?"
