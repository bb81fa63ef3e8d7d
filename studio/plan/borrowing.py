"""A part of one film as changes to another."""

from dataclasses import dataclass
from typing import Any

from studio.errors import InputError
from studio.plan.change import ALL, Change
from studio.plan.film import FILM_ID, Film
from studio.plan.parts import Line
from studio.plan.shots import Shot, VoiceLine

_SPOKEN = ("emotion", "strength", "rate", "delivery")


@dataclass(frozen=True)
class Borrowable:
    """A part that can be borrowed: its parameters within each shot, or, `over_all`, the film."""

    paths: tuple[str, ...]
    over_all: bool = False


PARTS = {
    "place": Borrowable(("place.set",)),
    "time of day": Borrowable(("place.time_of_day",)),
    "light": Borrowable(("place.time_of_day", "exposure")),
    "camera": Borrowable(
        ("camera.framing", "camera.angle", "camera.view", "camera.lens", "camera.move")
    ),
    "music": Borrowable(("sound.music", "sound.music_gain"), over_all=True),
    "atmosphere": Borrowable(("sound.atmosphere", "sound.atmosphere_gain"), over_all=True),
    "look": Borrowable(("finish.look", "finish.grain"), over_all=True),
}
VOICE = "voice"


def borrowed(part: str, source: Film, into: Film | None) -> list[Change]:
    """What makes `part` (of PARTS, or VOICE) of a film as it is in `source`. `into` is the film
    that is changed, None where it is not planned yet. InputError where the source has no such part,
    or several that differ."""
    if part == VOICE:
        return _voice(source, into)
    wanted = PARTS[part]
    owners = [source] if wanted.over_all else [s for s in source.shots if _at(s, wanted.paths[0])]
    if not owners or _at(owners[0], wanted.paths[0]) is None:
        raise InputError(f"that piece has no {part}.", "Borrow from another, or say it in words.")
    place = FILM_ID if wanted.over_all else ALL
    changes = []
    for path in wanted.paths:
        values = {_at(owner, path) for owner in owners} - {None}
        if len(values) > 1:
            told = ", ".join(sorted(str(value) for value in values))
            raise InputError(
                f"the {part} of that piece changes from shot to shot: {told}.",
                "Say in words which one you want.",
            )
        if values and not (path == "camera.move" and _stays_still(values, into)):
            changes.append(Change(path=f"{place}.{path}", value=values.pop()))
    return changes


def _stays_still(values: set[Any], into: Film | None) -> bool:
    """Whether nothing needs to be said of a move: there is none, and none to be taken away."""
    moves = [_at(shot, "camera.move") for shot in into.shots] if into else []
    return values == {"static"} and not any(moves)


def _at(owner: Film | Shot, path: str) -> Any:
    value: Any = owner
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _lines(film: Film) -> list[Line]:
    return [line for shot in film.shots for line in getattr(shot, "lines", [])]


def _voice(source: Film, into: Film | None) -> list[Change]:
    """How somebody speaks. Where another speaks here who is not seen, who speaks as well."""
    lines = _lines(source)
    if not lines:
        raise InputError("nobody speaks in that piece.", "Say in words how it is to be spoken.")
    here = {line.character for line in _lines(into)} if into else set()
    if into and not here:
        raise InputError("nobody speaks here who could have that voice.", "Say what is spoken.")
    shared = [line for line in lines if line.character in here] if into else lines
    if shared:
        first = {line.character: line for line in reversed(shared)}
        return [
            Change(path=f"{ALL}.lines.{name}.{field}", value=getattr(line, field))
            for name, line in first.items()
            for field in _SPOKEN
        ]
    assert into
    speakers = {line.character for line in lines}
    heard_alone = all(isinstance(shot, VoiceLine) for shot in into.shots)
    if len(speakers) > 1 or not heard_alone:
        raise InputError(
            f"that voice is {' and '.join(sorted(speakers))}'s, and here "
            f"{' and '.join(sorted(here))} speaks.",
            "Say who is to speak instead of whom.",
        )
    return [
        Change(path=f"{ALL}.lines.{ALL}.{field}", value=getattr(lines[0], field))
        for field in ("character", *_SPOKEN)
    ]
