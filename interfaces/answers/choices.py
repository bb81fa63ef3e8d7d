"""Why a value of the plan is what it is: the brief's words, a change, or the director's choice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interfaces.format.asking import words_for
from interfaces.format.history import History
from studio.packs.registry import registry
from studio.plan import Film
from studio.plan.film import FILM_ID
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.wording import spaced, told_value

# The kinds of packs whose items' words people use for a parameter's value.
_PACKS = {
    "set": "sets",
    "action": "actions",
    "expression": "expressions",
    "emotion": "expressions",
    "look": "looks",
}
# What people call a parameter, besides its own name.
_CALLED = {
    "set": ("place", "location", "background", "posto", "luogo"),
    "time_of_day": ("time of day", "light", "lighting", "hour"),
    "length": ("long", "short", "duration"),
    "framing": ("close", "near", "far", "distance"),
    "expression": ("feeling", "face", "mood"),
    "emotion": ("feeling", "tone"),
    "action": ("pose", "doing"),
    "music": ("song", "tune"),
    "move": ("moving camera", "camera move"),
}
_WORD = re.compile(r"\w+(?:'\w+)?")
_SHORTEST = 3  # letters that two forms of a word share at least


@dataclass(frozen=True)
class Choice:
    """One value of the plan. `place` is the shot's id or `film`, `path` the parameter's within."""

    place: str
    path: str
    parameter: Parameter
    value: Any

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]

    @property
    def told(self) -> str:
        return told_value(self.parameter, self.value)

    def called(self) -> list[str]:
        """What people may call it: its value and the value's other words, then its name."""
        found = [spaced(str(self.value))] if self.parameter.words or self.name == "text" else []
        items = registry(_PACKS[self.name]) if self.name in _PACKS else {}
        if isinstance(self.value, str) and self.value in items:
            item = items[self.value]
            listed = [word for language in ("en", "it") for word in item.words(language)]
            found += [re.sub(r"^[nva]:|\?$|=[\d.]+$", "", word).strip("? ") for word in listed]
        if self.name == "character":
            found.append(str(self.value))
        return found

    def names(self) -> list[str]:
        return [spaced(self.name), *_CALLED.get(self.name, ())]


def choices(film: Film) -> Iterator[Choice]:
    """Every value of a plan, shot by shot, then the film's own."""
    for shot in film.shots:
        yield from _within(shot, shot.id)
    yield from _within(film, FILM_ID)


def _within(owner: Any, place: str) -> Iterator[Choice]:
    for parameter in parameters_of(type(owner)):
        if parameter.path.split(".")[0] == "shots":
            continue
        for path, value in _values(owner, parameter.path.split("."), ""):
            yield Choice(place, path, parameter, value)


def _values(value: Any, names: list[str], path: str) -> Iterator[tuple[str, Any]]:
    if not names:
        if value is not None and value != "":
            yield path, value
        return
    name, *rest = names
    if name == "*":
        for number, member in enumerate(value or []):
            key = getattr(member, "character", "") if "cast" in path else ""
            yield from _values(member, rest, f"{path}.{key or number}")
    else:
        yield from _values(getattr(value, name, None), rest, f"{path}.{name}".strip("."))


def asked_about(film: Film, plain: str) -> list[Choice]:
    """The values that a question (in small letters) is about: those that it calls by their value;
    where there are none, by the parameter's name."""
    words = _WORD.findall(plain)
    every = list(choices(film))
    found = [one for one in every if any(_said(name, words) for name in one.called())]
    return found or [one for one in every if any(_said(name, words) for name in one.names())]


def _said(name: str, words: list[str]) -> bool:
    wanted = _WORD.findall(name.casefold())
    spots = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(
        all(_alike(a, b) for a, b in zip(wanted, words[spot:], strict=False)) for spot in spots
    )


def _alike(one: str, other: str) -> bool:
    """Whether two words are forms of one: `wave` and `waving`, `meadow` and `meadows`."""
    if one == other:
        return True
    for end in ("ing", "ed", "es", "s", "e"):
        one, other = one.removesuffix(end), other.removesuffix(end)
    shared = min(len(one), len(other))
    return shared >= _SHORTEST and one[:shared] == other[:shared] and abs(len(one) - len(other)) < 2


def told_why(told: History, choice: Choice) -> str:
    """Why a value is what it is, in one sentence or two."""
    film = told.film
    assert film
    where = "the film" if choice.place == FILM_ID else choice.place
    head = f"The {spaced(choice.name)} of {where} is {choice.told}"
    if changed := _changed(told, choice):
        return f"{head}: {changed}"
    if asked := words_for(film, choice.place, choice.path):
        return f"{head}: you asked for it, with “{'” and “'.join(asked)}”."
    if choice.value == choice.parameter.default:
        return f"{head}: the brief names no {spaced(choice.name)}, and this is the usual one."
    return f"{head}: the brief does not name it; the director chose it for what the brief says."


def _changed(told: History, choice: Choice) -> str:
    """The critic's change that set it, if one did."""
    for take in reversed(told.takes):
        for fault in take.review.faults if take.review else []:
            change = fault.change
            if change.place in (choice.place, "*") and change.parameter == choice.path:
                why = fault.description.rstrip(".")
                return f"the critic had it changed after take {take.number}. {why}."
    return ""
