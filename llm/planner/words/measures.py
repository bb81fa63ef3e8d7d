"""Numbers with a unit in a brief: lengths, sizes, rates, seeds."""

import re

from llm.planner.words.lexicon import numbers, units
from llm.planner.words.tokens import Token

Measure = tuple[int, str, str]
"""How many tokens, the category, the value as text."""

_LINKS = {"=", ":", "of", "at", "to", "is", "number", "#"}


def number_at(tokens: list[Token], at: int) -> tuple[int, float]:
    """A number in digits or words at `at`: tokens used and value; (0, 0) if there is none."""
    if at < len(tokens) and tokens[at].kind == "number":
        value = float(tokens[at].norm)
        if [t.norm for t in tokens[at + 1 : at + 4]] == ["and", "a", "half"]:
            return 4, value + 0.5
        return 1, value
    for length in (4, 3, 2, 1):
        value = numbers().get(tuple(t.norm for t in tokens[at : at + length]), 0.0)
        if value:
            return length, value
    return 0, 0.0


def _duration(tokens: list[Token], at: int) -> Measure | None:
    used, value = number_at(tokens, at)
    if not used or at + used >= len(tokens):
        return None
    unit = tokens[at + used].norm
    # "a second picture" counts pictures, "a minute of" counts time.
    if unit not in units() or (tokens[at].norm in ("a", "an", "un") and unit == "second"):
        return None
    length, seconds = used + 1, value * units()[unit]
    if unit.startswith("min") and [t.norm for t in tokens[at + length :][:3]] == [
        "and",
        "a",
        "half",
    ]:
        length, seconds = length + 3, seconds + 30
    if [t.norm for t in tokens[at + length :][:1]] == ["long"]:
        length += 1
    return length, "duration", f"{seconds:g}"


# The hour from which on it is night, morning, day, sunset, and night again.
_HOURS = ((0, "night"), (5, "morning"), (11, "day"), (17, "sunset"), (20, "night"))


def _clock(tokens: list[Token], at: int) -> Measure | None:
    """3am, 7:30 pm."""
    length = 3 if at + 2 < len(tokens) and tokens[at + 1].norm == ":" else 1
    half = tokens[at + length].norm if at + length < len(tokens) else ""
    if half not in ("am", "pm") or not tokens[at].norm.isdecimal() or int(tokens[at].norm) > 12:
        return None
    hour = int(tokens[at].norm) % 12 + 12 * (half == "pm")
    return length + 1, "time", next(time for begins, time in _HOURS[::-1] if hour >= begins)


def _digits(tokens: list[Token], at: int) -> Measure | None:
    """1024x768, 16:9, 4k, 1080p, 12 fps, 120 %, 3/4 view."""
    texts = [t.norm for t in tokens[at : at + 4]] + [""] * 4
    first, link, second = texts[0], texts[1], texts[2]
    if re.fullmatch(r"\d+", second) and tokens[at + 2].kind == "number":
        if link in ("x", "×", "by", "*"):
            return 3, "size", f"{first}x{second}"
        if (first, link, second) == ("3", "/", "4"):
            return 3 + (texts[3] in ("view", "angle")), "view", "three_quarter"
        if link in (":", "/") and 0 < int(second) < 100 and 0 < float(first) < 100:
            return 3, "aspect", f"{first}:{second}"
    if link == "k" and first.isdecimal() and 0 < int(first) < 20:
        return 2, "resolution", str(960 * int(first))
    if link == "p" and first.isdecimal() and int(first) > 100:
        return 2, "resolution", str(round(int(first) * 16 / 9))
    if link == "fps":
        return 2, "fps", first
    if texts[1:4] == ["frames", "per", "second"]:
        return 4, "fps", first
    if link == "%":
        return 2, "intensity", f"{float(first) / 100:g}"
    if link in ("stop", "stops") and second in ("brighter", "darker"):
        return 3, "exposure", f"{float(first) * (1 if second == 'brighter' else -1):g}"
    return None


_NAMED = {
    "seed": "seed",
    "exposure": "exposure",
    "strength": "intensity",
    "intensity": "intensity",
    "fps": "fps",
}


def _named(tokens: list[Token], at: int) -> Measure | None:
    """seed 42, exposure -0.5, strength 1.4, fps: 12."""
    place, sign = at + 1, 1.0
    while place < len(tokens) and tokens[place].norm in _LINKS:
        place += 1
    if place < len(tokens) and tokens[place].norm in "+-−":
        sign, place = (1.0 if tokens[place].norm == "+" else -1.0), place + 1
    if place < len(tokens) and tokens[place].kind == "number":
        value = f"{sign * float(tokens[place].norm):.10g}"
        return place + 1 - at, _NAMED[tokens[at].norm], value
    return None


def measure_at(tokens: list[Token], at: int) -> Measure | None:
    """The measure that begins at token `at`, if one does."""
    if tokens[at].norm in _NAMED and (found := _named(tokens, at)):
        return found
    if found := _duration(tokens, at):
        return found
    if tokens[at].kind != "number":
        return None
    return _clock(tokens, at) or _digits(tokens, at)
