"""The plan's rows as fields that a person can change, read from the plan's declared parameters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from interfaces.format.asking import words_for
from interfaces.report.build import UNSHOWN
from studio.plan import Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.parameters import Parameter, parameters_of
from studio.plan.wording import spaced, told_value

# What a person looks for first, as usual or not.
ALWAYS = (
    "cast.*.action",
    "cast.*.expression",
    "lines.*.emotion",
    "place.set",
    "place.time_of_day",
    "camera.framing",
)
Control = Literal["choice", "choices", "number", "flag", "text"]

_CONTROLS: dict[str, Control] = {"float": "number", "int": "number", "bool": "flag"}


@dataclass(frozen=True)
class Field:
    """One value of the plan. `path` is that of a change. `may_be_none` may be left empty; `words`
    are those that asked for it; `is_rare` ones are as usual, and folded."""

    path: str
    name: str
    control: Control
    value: Any
    parameter: Parameter
    choices: tuple[str, ...]
    may_be_none: bool
    is_named: bool
    words: list[str]
    is_rare: bool

    def told(self, value: Any) -> str:
        """`Luca expression sad`."""
        return f"{self.name} {'none' if value is None else told_value(self.parameter, value)}"


def fields_of(film: Film, owner: Shot | Film, cast: Sequence[str]) -> list[Field]:
    """The fields of a shot, or of the film apart from its shots; `cast` are the characters that
    there are."""
    place = FILM_ID if isinstance(owner, Film) else owner.id
    return [
        _field(film, owner, place, parameter, path, value, cast)
        for parameter in parameters_of(type(owner))
        if parameter.path not in UNSHOWN
        for path, value in _values(owner, parameter.path.split("."))
    ]


def _values(value: Any, names: list[str], before: str = "") -> Iterator[tuple[str, Any]]:
    """(path, value) of every place that a parameter has in a plan."""
    if not names:
        yield before.strip("."), value
        return
    head, *rest = names
    if head == "*":
        for number, member in enumerate(value or []):
            yield from _values(member, rest, f"{before}.{number}")
    elif hasattr(value, head):
        yield from _values(getattr(value, head), rest, f"{before}.{head}")


def _field(
    film: Film,
    owner: Shot | Film,
    place: str,
    parameter: Parameter,
    path: str,
    value: Any,
    cast: Sequence[str],
) -> Field:
    is_character = path.rpartition(".")[2] == "character"
    choices = tuple(cast) if is_character else parameter.words
    is_named = path in owner.fixed or bool(words_for(film, place, path))
    usual = value == parameter.default and parameter.path not in ALWAYS
    return Field(
        path=f"{place}.{path}",
        name=_name(owner, path),
        control=_control(parameter, choices),
        value=value,
        parameter=parameter,
        choices=choices,
        may_be_none=not parameter.required and parameter.default is None,
        is_named=is_named,
        words=words_for(film, place, path),
        is_rare=usual and not is_named,
    )


def _control(parameter: Parameter, choices: tuple[str, ...]) -> Control:
    if parameter.several:
        return "choices"
    if choices:
        return "choice"
    return _CONTROLS.get(parameter.type, "text")


def _name(owner: Shot | Film, path: str) -> str:
    """`Luca expression`, `line 2 text`, `camera framing`."""
    first, *rest = path.split(".")
    if not rest or not rest[0].isdecimal():
        return spaced(path.replace(".", " "))
    member = getattr(owner, first)[int(rest[0])]
    whose = member.character if first == "cast" else f"{first.rstrip('s')} {int(rest[0]) + 1}"
    return f"{whose} {spaced(' '.join(rest[1:]))}"
