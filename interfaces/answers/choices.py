"""Why a value of the plan is what it is: the brief's words, a change, or the director's choice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from interfaces.format.asking import words_for
from interfaces.format.history import History
from llm.planner.reader.language.lexicon import languages, lexicon
from llm.planner.reader.text.tokens import phrase_key
from studio.plan import Film
from studio.plan.film import FILM_ID
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.wording import spaced, told_value

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

    def is_called(self, words: list[str], meant: set[str]) -> bool:
        """Whether a question's `words`, which mean the values `meant`, call it by its value."""
        if self.parameter.words:
            spelt = self.name != "language" and _said(spaced(str(self.value)), words)
            return str(self.value) in meant or spelt
        return self.name in ("text", "character") and _said(str(self.value), words)

    def is_named(self, words: list[str]) -> bool:
        """Whether they name the parameter."""
        return any(_said(name, words) for name in (spaced(self.name), *_CALLED.get(self.name, ())))


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
    every, meant = list(choices(film)), _meant(words)
    return [one for one in every if one.is_called(words, meant)] or [
        one for one in every if one.is_named(words)
    ]


def _meant(words: list[str]) -> set[str]:
    """The values that words mean, in any language of briefs, each phrase of them."""
    found: set[str] = set()
    keys = phrase_key(" ".join(words))
    for code in languages():
        known = lexicon(code, "footage")
        for start in range(len(keys)):
            for end in range(start + 1, min(len(keys), start + known.longest) + 1):
                found |= {one.value for one in known.meanings(*keys[start:end])}
    return found


def _said(name: str, words: list[str]) -> bool:
    """Whether `words` have those of `name` in a row, in the singular or plural."""
    wanted = _WORD.findall(name.casefold())
    spots = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(
        all(b in (a, f"{a}s") for a, b in zip(wanted, words[spot:], strict=False)) for spot in spots
    )


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
