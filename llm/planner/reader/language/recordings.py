"""The sounds that came with a brief, and where it says that somebody speaks as one of them does. A
video is one for its own sound, where it is named."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from llm.planner.reader.language.lexicon import lexicon, table
from llm.planner.reader.text.quotes import Quote, quoted_spans
from llm.planner.reader.text.tokens import STOPS, normal
from studio.nouns.artifact import kind_of
from studio.nouns.brief import SourceMedia

_HANDLE = re.compile(r"(?:audio|video):[0-9a-f]{16}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def recordings_of(media: Sequence[Any]) -> list[SourceMedia]:
    """The sounds and videos among a brief's media."""
    found = []
    for item in media:
        try:
            source = item if isinstance(item, SourceMedia) else SourceMedia.model_validate(item)
        except ValidationError:
            continue
        if kind_of(source.handle) in ("audio", "video"):
            found.append(source)
    return found


def is_recording(said: str) -> bool:
    """Whether quoted words stand for a recording: they are its handle then."""
    return _HANDLE.fullmatch(said) is not None


def recorded_spans(text: str, recordings: Sequence[SourceMedia], language: str) -> list[Quote]:
    """Where a brief lets somebody speak as a recording has it, each with the recording's handle:
    "Luca says line.wav", "Giulia acts out the attached recording". Sounds that are not named are
    taken in their order."""
    found: list[Quote] = []
    left = [one for one in recordings if kind_of(one.handle) == "audio"]
    for one in recordings:
        for match in re.finditer(rf"(?<!\w){re.escape(one.name)}(?!\w)", text, re.IGNORECASE):
            if _is_spoken(text, match.start(), match.end(), language):
                start, end = _whole(text, *match.span(), language)
                found.append(Quote(one.handle, start, end))
                left = [other for other in left if other is not one]
    quoted = quoted_spans(text)
    for match in _phrases(language).finditer(text) if left else ():
        within = any(one.start < match.end() and match.start() < one.end for one in found + quoted)
        if not within and left and _is_spoken(text, match.start(), match.end(), language):
            start, end = _whole(text, *match.span(), language)
            found.append(Quote(left.pop(0).handle, start, end))
    return sorted(found, key=lambda one: one.start)


def _is_spoken(text: str, start: int, end: int, language: str) -> bool:
    """Whether somebody speaks in the sentence as far as a recording's words, and those are not
    told of words that follow: "says this: 'Hello'", "says hello with this song"."""
    follows = _WORD.match(text, end + 1)
    other = follows is not None and normal(follows.group()) in _told(language)["others"]
    if text[end : end + 1] == ":" or other:
        return False
    before = re.split(rf"[{re.escape(STOPS)}](?=\s)", text[:start])[-1]
    said = [normal(word) for word in _WORD.findall(before)]
    verbs = lexicon(language).single("speech") | {*_told(language)["verbs"]}
    return any(word in verbs for word in said)


def _whole(text: str, start: int, end: int, language: str) -> tuple[int, int]:
    """A recording's words with those that only lead to it: "acts out the words of line.wav"."""
    led = _leading(language).search(text[:start])
    return (led.start(1) if led else start), end


@cache
def _phrases(language: str) -> re.Pattern[str]:
    told = sorted(_told(language)["phrases"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, told))})(?!\w)", re.IGNORECASE)


@cache
def _leading(language: str) -> re.Pattern[str]:
    told = sorted([*_told(language)["verbs"], *_told(language)["leading"]], key=len, reverse=True)
    one = "|".join(map(re.escape, told))
    return re.compile(rf"(?<!\w)((?:(?:{one})[\s(]+)+)$", re.IGNORECASE)


@cache
def _told(language: str) -> dict[str, list[str]]:
    return table(language, "grammar")["recorded"]
