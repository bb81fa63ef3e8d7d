"""Quoted strings, in any style of quotation mark, told from apostrophes."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

_PAIRS = {
    "“": "”“",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "‘": "’",
    '"': '"”',
    "`": "`´'",
    "»": "«",
    "'": "'",
}
_AND = re.compile(r"(?<=[^\W\d_] )['‘’][nN]['’](?= ?[^\W\d_])")  # Rock 'n' roll
_OPENER = re.compile(r"[“„«‹‘\"`»']")


@dataclass(frozen=True)
class Quote:
    """A quoted string: what is inside the marks, and where they begin and end."""

    text: str
    start: int
    end: int


def _begins(text: str, at: int) -> bool:
    """Whether the mark at `at` can open a quotation: nothing but space or a bracket before it."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if not after or after.isspace():
        return False
    return not before or before.isspace() or before in "([{:,;—–-.!?"


def _ends(text: str, at: int) -> bool:
    """Whether the mark at `at` can close one: it ends a word, and no letter follows."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isspace() and not (after.isalnum() or after == "_")


def _is_plural(text: str, at: int) -> bool:
    """Whether the mark at `at` looks like a plural's apostrophe: "the dogs' bowls"."""
    return text[at - 1] in "sS" and bool(re.match(r" [a-z]", text[at + 1 : at + 3]))


def _closing(text: str, at: int, marks: str) -> int:
    """Where the quotation opened at `at` closes, or -1."""
    if not set(marks) & {"'", "’"}:
        places = [i for i in (text.find(m, at + 1) for m in marks) if i > 0]
        return min(places, default=-1)
    opens, closes = _single_marks(text, marks)
    first = bisect_left(closes, at + 2)
    if first == len(closes):
        return -1
    following = bisect_left(opens, closes[first])
    end = opens[following] if following < len(opens) else len(text)
    candidates = closes[first : bisect_left(closes, end)]
    sure = [c for c in candidates if not _is_plural(text, c)]
    return (sure or candidates)[0]


@lru_cache(maxsize=16)
def _single_marks(text: str, marks: str) -> tuple[list[int], list[int]]:
    """The places of the single marks in `text` that can open a quotation, and close one."""
    inside = {place for n in _AND.finditer(text) for place in (n.start(), n.end() - 1)}
    places = [m.start() for m in re.finditer("['’‘`´]", text) if m.start() not in inside]
    closes = [place for place in places if text[place] in marks and _ends(text, place)]
    known = set(closes)
    opens = [p for p in places if p not in known and text[p] in "'‘" and _begins(text, p)]
    return opens, closes


def quoted_spans(text: str) -> list[Quote]:
    """Every quotation in `text`, in order, not nested. One that never closes runs to the end of
    its line, but for a single quote, which is then an apostrophe."""
    return [quote for quote in _spans(text) if quote.text]


def empty_quotes(text: str) -> bool:
    """Whether a pair of quotation marks in `text` has nothing between its marks."""
    inside = {n for quote in quoted_spans(text) for n in range(quote.start + 1, quote.end)}
    return any(found.start() not in inside for found in _NOTHING.finditer(text))


# Two marks with nothing between them; no word touches them, as one does in ""Hi"".
_NOTHING = re.compile(r"(?<!\w)(?:'\s*'|\"\s*\"|‘\s*’|“\s*”|„\s*[“”]|«\s*»|‹\s*›)(?!\w)")


def _spans(text: str) -> list[Quote]:
    found: list[Quote] = []
    at = 0
    while opening := _OPENER.search(text, at):
        start, mark = opening.start(), opening.group()
        at = start + 1
        if mark in "'‘`" and not _begins(text, start):
            continue
        end = _closing(text, start, _PAIRS[mark])
        if end < 0:
            if mark in "'‘`»":
                continue
            end = (text + "\n").index("\n", start)
        found.append(Quote(text[start + 1 : end].strip(), start, min(end + 1, len(text))))
        at = end + 1
    return found


def split_long(text: str, most: int) -> list[str]:
    """`text` in parts of at most `most` letters, cut after sentences where there are any, else
    between words."""
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.!?…])\s+", text):
        rest = sentence
        while rest:
            if parts and len(parts[-1]) + 1 + len(rest) <= most:
                parts[-1] += " " + rest
                break
            if len(rest) <= most:
                parts.append(rest)
                break
            cut = rest.rfind(" ", 0, most)
            cut = cut if cut > 0 else most
            parts.append(rest[:cut])
            rest = rest[cut:].lstrip()
    return parts
