"""Times in a brief about footage: moments, stretches, lengths, and how many times as much."""

from llm.planner.words.lexicon import units
from llm.planner.words.measures import number_at
from llm.planner.words.tokens import Token

Time = tuple[int, str, str]
"""How many tokens, the category, the value as text: seconds, or two of them for a range.

"at": a moment; "range": from one moment to another; "from": a moment and all after it;
"beginning", "end": the first or last seconds; "for": how long something lasts; "to": how long the
result shall be; "bare": a length whose meaning the words beside it tell; "times", "share": a
factor; "rate": a speed.
"""

_TO = {"to", "until", "till", "through", "-", "–", "—", "and"}
_AT = {"at", "@", "around"}
_FIRST = {
    "first": "beginning",
    "opening": "beginning",
    "initial": "beginning",
    "last": "end",
    "final": "end",
    "closing": "end",
}
_STARTING = {"start", "starts", "starting", "begin", "begins", "beginning"}
_STOPPING = {"end", "ends", "ending", "stop", "stops", "stopping"}
_MARK = {"mark", "point", "timestamp", "timecode"}
_ON = {"on", "onwards", "onward"}
_SHORT = {"under", "within"}
_TIMES = {"x", "×", "times", "%", "percent"}
_MILLISECONDS = {"ms", "millisecond", "milliseconds"}


def _norm(tokens: list[Token], at: int) -> str:
    return tokens[at].norm if 0 <= at < len(tokens) else ""


def _clock(tokens: list[Token], at: int) -> tuple[int, float]:
    """0:02, 1:02:03."""
    parts, place = [], at
    while place < len(tokens) and tokens[place].kind == "number" and len(parts) < 3:
        parts.append(float(tokens[place].norm))
        if _norm(tokens, place + 1) != ":" or (parts[1:] and parts[-1] >= 60):
            break
        place += 2
    if len(parts) < 2:
        return 0, 0.0
    return 2 * len(parts) - 1, sum(part * 60**n for n, part in enumerate(reversed(parts)))


def seconds_at(tokens: list[Token], at: int) -> tuple[int, float]:
    """A time with its unit at `at`: tokens used, and seconds; (0, 0) if there is none."""
    used, value = _clock(tokens, at)
    if used:
        return used, value
    if _norm(tokens, at) in ("second", "sec") and at + 1 < len(tokens):
        # "at second 2"; "the first second 3x" is another matter
        number = tokens[at + 1].kind == "number" and _norm(tokens, at + 2) not in _TIMES
        return (2, float(tokens[at + 1].norm)) if number else (0, 0.0)
    used, value = number_at(tokens, at)
    unit = _norm(tokens, at + used)
    if not used or (unit not in units() and unit not in _MILLISECONDS):
        return 0, 0.0
    scale = units().get(unit, 0.001)
    used += 1
    if [_norm(tokens, at + used + k) for k in range(3)] == ["and", "a", "half"]:
        used, value = used + 3, value + 0.5
    return used, value * scale


def _number(tokens: list[Token], at: int) -> tuple[int, float]:
    """A time with or without its unit."""
    used, value = seconds_at(tokens, at)
    return (used, value) if used else number_at(tokens, at)


def _range(tokens: list[Token], at: int) -> Time | None:
    """from 2 s to 5 s, between 2 and 5 seconds, 0:02-0:05."""
    led = _norm(tokens, at) in ("from", "between", "seconds")
    begin = at + led
    first, start = _number(tokens, begin)
    if not first:
        return None
    place = begin + first
    joined = 0 < place < len(tokens) and tokens[place].start - tokens[place - 1].end == 1
    if _norm(tokens, place) in _TO - ({"and"} if _norm(tokens, at) != "between" else set()):
        place += 1
    elif not (joined and tokens[begin].kind == "number" and tokens[place].kind == "number"):
        return None  # "2-5 s": the dash between digits is no token
    used, end = seconds_at(tokens, place)
    if not used and _norm(tokens, at) == "seconds":
        used, end = number_at(tokens, place)
    if not used or end <= start:
        return None
    return place + used - at, "range", f"{start:g} {end:g}"


def _moment(tokens: list[Token], at: int) -> Time | None:
    word, place = _norm(tokens, at), at + 1
    if word in _STARTING and _norm(tokens, place) in ("at", "from"):
        word, place = "from", place + 1
    if word in _STOPPING and _norm(tokens, place) in ("at", "after"):
        word, place = "until", place + 1
    if word in ("from", "after"):
        used, value = seconds_at(tokens, place)
        if not used:
            return None
        place += used
        if _norm(tokens, place) in _ON:
            place += 1
        for ending in (("to", "the", "end"), ("until", "the", "end"), ("till", "the", "end")):
            if tuple(_norm(tokens, place + k) for k in range(3)) == ending:
                place += 3
        return place - at, "from", f"{value:g}"
    if word in _AT:
        place += _norm(tokens, place) == "the"
        used, value = seconds_at(tokens, place)
        if used:
            place += used
            return place + (_norm(tokens, place) in _MARK) - at, "at", f"{value:g}"
    if word in ("until", "till") or (word, _norm(tokens, place)) == ("up", "to"):
        place += word == "up"
        used, value = seconds_at(tokens, place)
        return (place + used - at, "range", f"0 {value:g}") if used and value else None
    return None


def _length(tokens: list[Token], at: int) -> Time | None:
    word, place = _norm(tokens, at), at + 1
    if word in _FIRST:
        used, value = seconds_at(tokens, place)
        if not used and _norm(tokens, place) in ("second", "sec"):
            used, value = 1, 1.0
        return (1 + used, _FIRST[word], f"{value:g}") if used else None
    if word in ("for", "lasting", "last", "lasts"):
        place += _norm(tokens, place) in ("about", "exactly", "around")
        used, value = seconds_at(tokens, place)
        return (place + used - at, "for", f"{value:g}") if used else None
    if word in {"to", "down", "into"} | _SHORT:
        place += word == "down" and _norm(tokens, place) == "to"
        place += _norm(tokens, place) in ("about", "exactly", "around")
        used, value = seconds_at(tokens, place)
        return (place + used - at, "to", f"{value:g}") if used else None
    used, value = seconds_at(tokens, at)
    if not used:
        return None
    place = at + used
    if _norm(tokens, place) in ("long", "in", "length"):
        ends = place + 1 >= len(tokens) or tokens[place + 1].kind == "mark"
        if _norm(tokens, place) == "long" or (
            _norm(tokens, place) == "in" and _norm(tokens, place + 1) == "length"
        ):
            return place + 1 + (_norm(tokens, place) == "in") - at, "to", f"{value:g}"
        if _norm(tokens, place) == "in" and ends:
            return used + 1, "at", f"{value:g}"
    if _norm(tokens, place) == "into":
        return used + 1, "at", f"{value:g}"
    return used, "bare", f"{value:g}"


def _factor(tokens: list[Token], at: int) -> Time | None:
    """2x, four times, 25 %, a factor of 3, speed 0.5."""
    word = _norm(tokens, at)
    if word in ("x", "×") and at + 1 < len(tokens) and tokens[at + 1].kind == "number":
        return 2, "times", tokens[at + 1].norm
    if word in ("factor", "amount", "speed", "strength", "rate"):
        place = at + 1
        while _norm(tokens, place) in ("of", "to", "=", ":", "is"):
            place += 1
        used, value = number_at(tokens, place)
        digits = used and tokens[place].kind == "number"
        after = _norm(tokens, place + used)
        if digits and after not in units() and after not in ("%", "percent", "x", "times"):
            category = "rate" if word in ("speed", "rate") else "times"
            return place + used - at, category, f"{value:g}"
        return None
    used, value = number_at(tokens, at)
    after = _norm(tokens, at + used)
    if used and after in ("x", "×", "times", "fold", "volte"):
        return used + 1, "times", f"{value:g}"
    if used and after in ("%", "percent"):
        return used + 1, "share", f"{value / 100:g}"
    if word == "by" and tokens[at + 1 : at + 2] and tokens[at + 1].kind == "number":
        used, value = number_at(tokens, at + 1)
        if _norm(tokens, at + 1 + used) not in {"%", "percent", "x", "times"} | units().keys():
            return 1 + used, "times", f"{value:g}"
    return None


def time_at(tokens: list[Token], at: int) -> Time | None:
    """The time, length or factor that begins at token `at`, if one does."""
    return _range(tokens, at) or _moment(tokens, at) or _factor(tokens, at) or _length(tokens, at)
