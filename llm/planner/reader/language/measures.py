"""Numbers with a unit in a brief: lengths, sizes, ratios, rates, seeds."""

import re
from collections.abc import Sequence

from llm.planner.data import table as data
from llm.planner.reader.language.lexicon import numbers, table, units
from llm.planner.reader.text.tokens import Token, phrase_key

Measure = tuple[int, str, str]
"""How many tokens, the category, the value as text."""

_LINKS = {"=", ":", "of", "at", "to", "is", "number", "#", "di", "a"}


def number_at(tokens: Sequence[Token], at: int, language: str) -> tuple[int, float]:
    """A number in digits or words at `at`: tokens used and value; (0, 0) if there is none."""
    if at < len(tokens) and tokens[at].kind == "number":
        value = float(tokens[at].norm)
        for half in table(language, "grammar")["half"]:
            words = phrase_key(half)
            if tuple(t.norm for t in tokens[at + 1 : at + 1 + len(words)]) == words:
                return 1 + len(words), value + 0.5
        return 1, value
    for length in (4, 3, 2, 1):
        words = tuple(t.norm for t in tokens[at : at + length])
        value = numbers(language).get(words, 0.0)
        if value and len(words) == length:
            return length, value
    return 0, 0.0


def _length(tokens: Sequence[Token], at: int, language: str) -> Measure | None:
    used, value = number_at(tokens, at, language)
    if not used or at + used >= len(tokens):
        return None
    unit = tokens[at + used].norm
    indefinite = table(language, "grammar")["indefinite"]
    # "a second picture" counts pictures, "a minute of" counts time.
    if unit not in units(language) or (
        tokens[at].norm in indefinite and units(language)[unit] == 1
    ):
        return None
    length, seconds = used + 1, value * units(language)[unit]
    for half in table(language, "grammar")["half"]:
        words = phrase_key(half)
        if units(language)[unit] == 60 and _follows(tokens, at + length, words):
            length, seconds = length + len(words), seconds + 30
    for after in table(language, "grammar").get("after_length", []):
        if _follows(tokens, at + length, phrase_key(after)):
            length += len(phrase_key(after))
            break
    return length, "length", f"{seconds:g}"


_DASHES = (["-"], ["–"], ["—"])


def _stretch(tokens: Sequence[Token], at: int, language: str) -> Measure | None:
    """ "from second 2 to second 4", "between 1 and 3 s"."""
    told = table(language, "grammar")["stretch"]
    leads, coded = tokens[at].norm in told["from"], _timecode(tokens, at)[0]
    after = [t.norm for t in tokens[at + max(1, coded) : at + max(1, coded) + 1]]
    dashed = tokens[at].kind == "number" and after in _DASHES
    if not (leads or dashed):
        return None
    place, values = at + leads, []
    for _ in range(2):
        joins = (*told["to"], *units(language), "-", "–", "—")
        while place < len(tokens) and tokens[place].norm in joins:
            place += 1
        used, value = _timecode(tokens, place)
        coded = used or coded
        used, value = (used, value) if used else number_at(tokens, place, language)
        if not used or (
            values and not _is_between(tokens, at, place, [*told["to"], "-", "–", "—"])
        ):
            return None
        values.append(value)
        place += used
    timed = coded or any(token.norm in units(language) for token in tokens[at : place + 1])
    if not timed or values[0] >= values[1]:
        return None
    place += place < len(tokens) and tokens[place].norm in units(language)
    return place - at, "stretch", f"{values[0]:g} {values[1]:g}"


def _timecode(tokens: Sequence[Token], at: int) -> tuple[int, float]:
    """0:05 as tokens used and seconds; (0, 0) for anything else."""
    first, colon, second = ([t.norm for t in tokens[at : at + 3]] + [""] * 3)[:3]
    told = first.isdecimal() and colon == ":" and second.isdecimal() and len(second) == 2
    return (3, 60.0 * int(first) + int(second)) if told else (0, 0.0)


def _is_between(tokens: Sequence[Token], first: int, last: int, words: list[str]) -> bool:
    return any(token.norm in words for token in tokens[first:last])


def _follows(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> bool:
    return tuple(t.norm for t in tokens[at : at + len(words)]) == words


# The hour from which on it is night, morning, day, sunset, and night again.
_HOURS = ((0, "night"), (5, "morning"), (11, "day"), (17, "sunset"), (20, "night"))


def _clock(tokens: Sequence[Token], at: int) -> Measure | None:
    """3am, 7:30 pm, 17:30; 9:16 alone is a ratio."""
    norms = [t.norm for t in tokens[at : at + 4]] + [""] * 4
    length = 3 if norms[1] == ":" and tokens[at + 2 : at + 3] else 1
    half = norms[length]
    if length == 3 and _is_time(norms[0], norms[2]) and half not in ("am", "pm"):
        return 3, "time", _time_at(int(norms[0]))
    if half not in ("am", "pm", "o'clock") or not norms[0].isdecimal() or int(norms[0]) > 12:
        return None
    hour = int(norms[0]) % 12 + 12 * (half == "pm")
    return length + 1, "time", _time_at(hour)


def _time_at(hour: int) -> str:
    return next(time for begins, time in _HOURS[::-1] if hour >= begins)


def _is_time(hour: str, minutes: str) -> bool:
    """17:30, not 16:9, 9:16, 16:10 or 21:10."""
    if not (hour.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return False
    return int(hour) < 24 and int(minutes) < 60 and (minutes[1] in "05" and minutes != "10")


def _pair(norms: list[str]) -> Measure | None:
    """1024x768, 16:9, 3/4 view."""
    first, link, second = norms[:3]
    if not re.fullmatch(r"\d+(\.\d+)?", second):
        return None
    longer, same = max(float(first), float(second)), float(first) == float(second)
    large = longer >= 24 or (same and (longer >= 16 or not longer))  # "9 by 16" is a shape
    if link in ("x", "×", "by", "*", "per") and large:
        return 3, "size", f"{first}x{second}"
    if (first, link, second) == ("3", "/", "4"):
        return 3 + (norms[3] in ("view", "angle")), "view", "three_quarter"
    if link == ":" and _is_time(first, second):
        return None
    if (
        link in (":", "/", "x", "×", "by", "per")
        and 0 < float(second) < 100
        and 0 < float(first) < 100
    ):
        return 3, "aspect", f"{first}:{second}"
    return None


def _one_side(norms: list[str]) -> Measure | None:
    """320 wide, 320 pixels wide: the other side follows from the shape."""
    value, *rest = norms
    length = 1 + (rest[0] in ("px", "pixel", "pixels"))
    side = norms[length]
    if float(value) < 16 or side not in ("wide", "high", "tall"):
        return None
    return length + 1, "size", f"{value}x0" if side == "wide" else f"0x{value}"


def _digits(tokens: Sequence[Token], at: int) -> Measure | None:
    """4k, 1080p, 12 fps, 85 mm, 120 %, 2x, half a stop."""
    norms = [t.norm for t in tokens[at : at + 5]] + [""] * 5
    first, link, second = norms[:3]
    if pair := _pair(norms):
        return pair
    value = float(first)
    if link == "k" and value.is_integer() and 0 < value < 20:
        return 2, "resolution", str(960 * int(value))
    if link in ("p", "i") and value.is_integer() and value > 100:
        return 2, "resolution", str(round(value * 16 / 9))
    if side := _one_side(norms):
        return side
    if link == "fps":
        return 2, "fps", first
    if link == "mm":
        return 2, "lens", first
    if link in ("db", "decibel", "decibels"):
        less = at and tokens[at - 1].norm in ("-", "−")
        return 2, "decibels", f"{'-' if less else ''}{first}"
    if norms[1:4] in (["frames", "per", "second"], ["frames", "a", "second"]):
        return 4, "fps", first
    if link == "fotogrammi":
        return (4 if second in ("al", "per") else 2), "fps", first
    if link == "%" or link in ("percent", "per cento"):
        return 2, "intensity", f"{value / 100:g}"
    if link in ("x", "×") or link in ("times", "volte"):
        return 2, "factor", first
    if link in ("stop", "stops") and second in ("brighter", "darker"):
        return 3, "exposure", f"{value * (1 if second == 'brighter' else -1):g}"
    return None


_NAMED = data("readings")["named"]


def _named(tokens: Sequence[Token], at: int) -> Measure | None:
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


def measure_at(tokens: Sequence[Token], at: int, language: str) -> Measure | None:
    """The measure or count that begins at token `at`, if one does."""
    if tokens[at].norm in _NAMED and (found := _named(tokens, at)):
        return found
    if found := _stretch(tokens, at, language):
        return found
    if found := _length(tokens, at, language):
        return found
    if tokens[at].kind == "number":
        return _clock(tokens, at) or _digits(tokens, at) or (1, "number", tokens[at].norm)
    used, value = number_at(tokens, at, language)
    if used and value >= 2 and value.is_integer():
        return used, "number", f"{value:g}"
    return None
