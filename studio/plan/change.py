"""Changes to a plan: the one way in which a person's words, the critic and a hand revise it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, ValidationError
from pydantic_core import to_jsonable_python

from studio.plan.film import FILM_ID, Film
from studio.plan.parts import Part

# How a member of a list may be named instead of by its number.
_NAMES = ("id", "character", "name", "kind")
ALL = "*"


class Change(Part):
    """One change to the plan.

    `path` begins with a shot's id, with `film`, or with `*` for every shot; then come the names of
    fields. A member of a list goes by its number from 0, by its id or character, or by `*` for each
    of them: `s2.camera.framing`, `film.sound.music`, `*.cast.Luca.expression`, `s1.lines.0.text`.

    - `set`: the value is put there.
    - `insert`: the value is put into a list before that number; `end` for after the last.
    - `remove`: a shot or a member of a list is taken out; nothing else has a value that is gone.
    - `move`: a shot or a member goes to the place whose number is the value.
    """

    path: Annotated[str, Field(min_length=1, max_length=120)]
    op: Literal["set", "insert", "remove", "move"] = "set"
    value: JsonValue = None
    reason: Annotated[str, Field(max_length=200)] = ""

    @property
    def place(self) -> str:
        """What is changed: a shot's id, `film`, or `*`."""
        return self.path.split(".")[0]

    @property
    def parameter(self) -> str:
        """The parameter within it: `camera.framing`."""
        return self.path.partition(".")[2]


@dataclass
class Applied:
    """A revised film. `made` changed something, `idle` were so already, `refused` could not be made
    and say why."""

    film: Film
    made: list[Change] = field(default_factory=list)
    idle: list[Change] = field(default_factory=list)
    refused: list[tuple[Change, str]] = field(default_factory=list)


class _NoPlace(Exception):
    """The plan has nothing at that path."""


def apply_changes(film: Film, changes: Iterable[Change], *, keep_fixed: bool = True) -> Applied:
    """`film` with `changes` made in their order; a change that does not fit is left out and told.

    With `keep_fixed`, as for a critic, no parameter is changed that the brief itself named; a
    person may change those as well, and what is then set counts as named.
    """
    outcome = Applied(film)
    for change in changes:
        try:
            revised = _applied(outcome.film, change, keep_fixed)
        except _NoPlace as error:
            outcome.refused.append((change, str(error)))
        except ValidationError as error:
            first = error.errors()[0]
            outcome.refused.append((change, f"{change.path}: {first['msg']}"))
        else:
            same = _values(revised) == _values(outcome.film)
            (outcome.idle if same else outcome.made).append(change)
            outcome.film = revised
    return outcome


def _values(film: Film) -> dict[str, Any]:
    """The plan without the lists of what was named in it."""
    return film.model_dump(exclude={"fixed": True, "asked": True, "shots": {"__all__": {"fixed"}}})


def is_so(film: Film, change: Change) -> bool:
    """Whether `film` has the value that `change` sets, everywhere where it would set it. Cheap, for
    it reads nothing but that."""
    if change.op != "set":
        return False
    first, *rest = change.path.split(".")
    places = [film] if first == FILM_ID else [one for one in film.shots if first in (ALL, one.id)]
    found = [value for place in places for value in _found(place, rest)]
    return bool(found) and all(_same(value, change.value) for value in found)


def _same(value: Any, wanted: JsonValue) -> bool:
    if isinstance(value, int | float) and isinstance(wanted, str):
        with suppress(ValueError):
            return float(wanted) == value  # as a plan takes it too
    return to_jsonable_python(value) == wanted


def _found(value: Any, path: list[str]) -> Iterable[Any]:
    """The values that `path` leads to in a part of a plan."""
    if not path:
        return [value]
    head, *rest = path
    if isinstance(value, Part):
        inner = [getattr(value, head)] if head in type(value).model_fields else []
    else:
        inner = [value[key] for key in _keys(value, head, last=False)]
    return [deep for one in inner for deep in _found(one, rest)]


def is_fixed(film: Film, change: Change) -> bool:
    """Whether the brief itself named what `change` would set, everywhere where it would set it."""
    places = [film] if change.place == FILM_ID else film.shots
    named = [one for one in places if change.place in (FILM_ID, ALL, getattr(one, "id", ""))]
    path = change.parameter.split(".")
    return bool(named) and all(_is_fixed(one.model_dump(mode="json"), path) for one in named)


def _applied(film: Film, change: Change, keep_fixed: bool) -> Film:
    document = film.model_dump(mode="json")
    first, *rest = change.path.split(".")
    if first == FILM_ID:
        owners = [document]
    else:
        owners = [shot for shot in document["shots"] if first in (ALL, shot["id"])]
        if not owners:
            raise _NoPlace(f"there is no shot {first!r}: there are {', '.join(_ids(film))}")
    if not rest:
        _whole(document, owners, change)
        return Film.model_validate(document)
    placed = 0
    for owner in owners:
        if keep_fixed and _is_fixed(owner, rest):
            if len(owners) == 1:
                raise _NoPlace(f"{change.path} is the brief's own choice")
            continue
        hits = list(_reached(owner, rest))
        for container, key in hits:
            _put(container, key, change)
        if len(hits) == 1 and isinstance(hits[0][0], list):
            _renumber(document, owner, rest[:-1], hits[0][1], change.op)
        if hits and not keep_fixed and change.op == "set":
            _fix(owner, rest)
            _unask(document, owner, rest)
        placed += len(hits)
    if not placed:
        raise _NoPlace(f"the plan has nothing at {change.path!r}")
    return Film.model_validate(document)


def _ids(film: Film) -> list[str]:
    return [shot.id for shot in film.shots] or ["none"]


def _whole(document: dict[str, Any], owners: list[dict[str, Any]], change: Change) -> None:
    """A change whose path is a shot itself: it is removed or moved."""
    shots = document["shots"]
    if owners[0] is document or change.op not in ("remove", "move"):
        raise _NoPlace(f"{change.path!r} names no parameter: add one, as in {change.path}.length")
    for owner in owners:
        where = shots.index(owner)
        _put(shots, where, change)


def _reached(container: Any, path: list[str]) -> Iterable[tuple[Any, Any]]:
    """The (container, key) pairs that `path` leads to."""
    head, *rest = path
    for key in _keys(container, head, last=not rest):
        if rest:
            yield from _reached(container[key], rest)
        else:
            yield container, key


def _keys(container: Any, name: str, last: bool) -> list[Any]:
    if isinstance(container, dict):
        return [name] if name in container else []
    if not isinstance(container, list):
        return []
    if name == ALL:
        return list(range(len(container)))
    if name == "end" and last:
        return [len(container)]
    if name.isdigit():
        return [int(name)] if int(name) < len(container) + last else []
    return [number for number, item in enumerate(container) if name in map(_named(item), _NAMES)]


def _named(item: Any) -> Callable[[str], Any]:
    """What reads the names of a member of a list, None for one that it has not."""
    return item.get if isinstance(item, dict) else lambda name: getattr(item, name, None)


def _put(container: Any, key: Any, change: Change) -> None:
    is_list = isinstance(container, list)
    if change.op == "set" and not (is_list and key >= len(container)):
        container[key] = change.value
    elif change.op == "insert" and is_list:
        container.insert(key, change.value)
    elif change.op == "remove" and is_list and key < len(container):
        del container[key]
    elif change.op == "move" and is_list and key < len(container):
        target = change.value
        if not isinstance(target, int) or not 0 <= target < len(container):
            raise _NoPlace(f"{change.path}: a place is a number from 0 to {len(container) - 1}")
        container.insert(target, container.pop(key))
    else:
        raise _NoPlace(f"nothing can be done to {change.path!r} by {change.op!r}")


def _is_fixed(owner: dict[str, Any], path: list[str]) -> bool:
    """Whether the brief named this parameter, one within it, or the part that it is in."""
    names = _all_names(owner, path)
    return path != ["fixed"] and any(_covers(name.split("."), names) for name in owner["fixed"])


def _covers(fixed: list[str], names: list[set[str]]) -> bool:
    return all(one == ALL or {ALL, one} & known for one, known in zip(fixed, names, strict=False))


def _all_names(container: Any, path: list[str]) -> list[set[str]]:
    """For each part of a path all the names that it goes by: `steps.speed` is `steps.0` too."""
    found = []
    for name in path:
        keys = _keys(container, name, last=False)
        names = {name, *map(str, keys)}
        members = [container[key] for key in keys]
        if isinstance(container, list):
            known = [one.get(n) for one in members if isinstance(one, dict) for n in _NAMES]
            names |= {one for one in known if isinstance(one, str)}
        found.append(names)
        container = members[0] if members else {}
    return found


def _unask(document: dict[str, Any], owner: dict[str, Any], path: list[str]) -> None:
    """What is set anew is no longer what the words asked for that set it before."""
    names = [{FILM_ID if owner is document else owner["id"]}, *_all_names(owner, path)]
    document["asked"] = [
        one for one in document["asked"] if not _covers(one["path"].split("."), names)
    ]


def _fix(owner: dict[str, Any], path: list[str]) -> None:
    named = ".".join(path)
    if named not in owner["fixed"] and not any(part in ("fixed", "criteria") for part in path):
        owner["fixed"].append(named)


def _renumber(
    document: dict[str, Any], owner: dict[str, Any], path: list[str], key: int, op: str
) -> None:
    """What names members of the list at `path` by their numbers goes on naming the same ones."""
    if op not in ("insert", "remove"):
        return
    by = 1 if op == "insert" else -1
    moved = (_renumbered(name, path, key, by) for name in owner["fixed"])
    owner["fixed"] = [name for name in moved if name]
    whole = [FILM_ID if owner is document else owner["id"], *path]
    paths = [_renumbered(one["path"], whole, key, by) for one in document["asked"]]
    named = zip(document["asked"], paths, strict=True)
    document["asked"] = [one | {"path": path} for one, path in named if path]


def _renumbered(name: str, path: list[str], key: int, by: int) -> str:
    """A dotted name as it is once member `key` of the list was put in or taken out; "" for one
    that was taken out."""
    names = name.split(".")
    at = len(path)
    if len(names) <= at or names[:at] != path or not names[at].isdigit() or int(names[at]) < key:
        return name
    if by < 0 and int(names[at]) == key:
        return ""
    return ".".join([*path, str(int(names[at]) + by), *names[at + 1 :]])
