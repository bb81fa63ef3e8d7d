"""A line as a script has it, to the words that are said: everything written out.

`€5` becomes "five euros", `Henry VIII` "Henry the eighth", `**Stop**` "Stop"; `*sighs*` is a sound
between words. Each said word knows which written word it stands for.
"""

import re
import unicodedata
from dataclasses import dataclass
from string import punctuation
from typing import Any

from studio.readable import unreadable
from tools.engines.text.directions import Directed, direct
from tools.engines.text.languages.locale import locale
from tools.engines.text.marked import Marked
from tools.engines.text.rules.all import rules
from tools.engines.worker.serve import BadInput

LONGEST_TEXT = 1000
_TYPOGRAPHY = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u2032": "'", "\u201c": '"', "\u201d": '"',
    "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2026": "…", "\u2013": "–", "\u2014": "—",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\ufeff": " ", "\u200d": " ", "\u2212": "-",
}  # fmt: skip
_ELLIPSIS = re.compile(r"\.{2,}")
_DASH = re.compile(
    r"(?<!\d)\s+[-–—]+\s+|\s+[-–—]+\s+(?!\d)|(?<=\w)—(?=\w)|--+|^[-–—]+(?![\d€$£])\s*"
)
_LINK = re.compile(r"\[([^\]]+)\]\((?:https?:|www\.|[/#])[^)\s]*\)")
_TIMES = re.compile(r"(?<=\d)\*(?=\d)|(?<=\d )\*(?= \d)")
# 5 > 3 compares; "<3" is a heart, and <b> a mark.
_COMPARED = re.compile(r"(?<=\d)(\s?)([<>])\1(?=\d)")
_HEADING = re.compile(r"^\s*#{1,6}\s+(?=\S)")
_SPOKEN = re.compile(r"[^\W_]")
_PAUSES = set(",.!?;:—…")
_SILENT = re.compile(r"[^\w\s,.!?;:—…'’&-]|_")
_LONE = re.compile(r"(?<!\S)[',.!?;:—…&-]+(?!\S)")


@dataclass(frozen=True)
class Script:
    """What is to be said. `spoken`: words with their punctuation; `source`: for each the index of
    the written word that it stands for; `written`: those words, without marks; `sounds`: sounds
    between words ("laugh", "sigh", "gasp"), each before the spoken word of an index (that of the
    last and one more: at the end); `delivery`: "" or a way of speaking that the text asks for."""

    spoken: tuple[str, ...]
    source: tuple[int, ...]
    written: tuple[str, ...]
    sounds: tuple[tuple[str, int], ...]
    delivery: str


def write_out(text: Any, language: str) -> Script:
    """The script of `text`. BadInput where nothing of it can be said."""
    plain = _checked(text)
    directed = direct(Marked.of(plain), language)
    said = directed.text.sub(_ELLIPSIS, lambda _: "… ").sub(_DASH, lambda _: ", ")
    for pattern, new in rules(locale(language)):
        said = said.sub(pattern, new)
    said = said.sub(_SILENT, lambda _: " ").sub(_LONE, _lone)
    words = said.words()
    acted = directed.sounds and not said.text.strip()
    if not acted and (why := unreadable(said.text.strip() or plain)):
        raise BadInput(*why.split(": ", 1))
    if not words and not acted:
        raise BadInput(f"nothing of {plain[:40]!r} is said", "give the words that are said")
    return _aligned(plain, words, directed)


def _checked(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise BadInput("the text to speak is empty", "give the words that the character says")
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            f"the text has {len(text)} characters, over the {LONGEST_TEXT} of one line",
            "split it into lines at the ends of sentences",
        )
    plain = "".join(_TYPOGRAPHY.get(c, c) for c in unicodedata.normalize("NFC", text))
    plain = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in plain)
    plain = _TIMES.sub("×", _HEADING.sub("", _LINK.sub(r"\1", plain)))
    return _COMPARED.sub(lambda m: m[1] + ("＜" if m[2] == "<" else "＞") + m[1], plain)


def _lone(match: re.Match[str]) -> str:
    """Punctuation that stands alone: a pause, if it is one."""
    return next((mark for mark in match.group() if mark in _PAUSES), " ")


def _aligned(plain: str, words: list[tuple[str, int]], directed: Directed) -> Script:
    places = [
        (m.start(), m.group())
        for m in re.finditer(r"\S+", plain)
        if not any(start <= m.start() < end for start, end in directed.taken)
    ]
    spoken: list[str] = []
    source: list[int] = []
    starts: list[int] = []
    for word, at in words:
        if not _SPOKEN.search(word):
            if spoken:
                spoken[-1] += "".join(c for c in word if c in _PAUSES)
            continue
        spoken.append(word)
        starts.append(at)
        source.append(max(sum(start <= at for start, _ in places) - 1, 0))
    used = sorted(set(source))
    number = {place: index for index, place in enumerate(used)}
    ends = [*used[1:], len(places)][: len(used)]
    written = [
        " ".join(word for _, word in places[place:end] if any(map(_meaningful, word)))
        for place, end in zip(used, ends, strict=True)
    ]
    return Script(
        tuple(spoken),
        tuple(number[place] for place in source),
        tuple(_bare(word) for word in written),
        tuple((kind, sum(start < at for start in starts)) for kind, at in directed.sounds),
        directed.delivery,
    )


def _meaningful(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) in ("Sc", "Sm")


def _bare(word: str) -> str:
    """A written word without the punctuation around it; signs that mean something stay."""
    around = "".join(c for c in punctuation + "¿¡…—–" if c not in "$%#&+@")
    return word.strip(around) or word
