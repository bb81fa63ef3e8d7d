"""Where a tool's result holds handles, by its declaration. Text elsewhere that merely looks like a
handle (a name or a description that somebody wrote) is none."""

import re
import typing
from collections.abc import Iterator
from typing import Any

from typing_extensions import is_typeddict

from studio.nouns.artifact import HANDLE_TYPES, handles_in, is_handle

EACH = None  # in a path: every item of a list, every value of a dict
HandlePaths = tuple[tuple[str, tuple[str | None, ...]], ...]
"""Pairs of a kind ("image") and the way to it from the result: keys, or EACH."""

_STORED = re.compile(r"\b[0-9a-f]{64}\.[a-z0-9]{1,5}\b")  # a file of the artifact store
_KINDS = {handle: kind for kind, handle in HANDLE_TYPES.items()}


def handle_paths(annotation: Any) -> HandlePaths:
    """The places of handles in a value of this type: a TypedDict, and whatever is within it."""
    return tuple(dict.fromkeys(_paths(annotation, (), ())))


def handles_at(paths: HandlePaths, result: Any) -> Iterator[str]:
    """The handles that stand in those places of a tool's result, each of the declared kind."""
    for kind, path in paths:
        for value in _values(result, path):
            if isinstance(value, str) and is_handle(value, kind):
                yield value


def with_handles(text: str, arguments: Any) -> str:
    """A text in which the stored files of a call's arguments are named by their handles: what they
    are called on the disk tells nobody anything."""
    known = {handle.partition(":")[2]: handle for handle in handles_in(arguments)}
    return _STORED.sub(lambda file: known.get(file[0][:16], file[0]), text)


def _paths(
    annotation: Any, path: tuple[str | None, ...], within: tuple[Any, ...]
) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    if annotation in within:  # a type that holds itself would never end
        return
    if isinstance(annotation, typing.NewType) and annotation in _KINDS:
        yield _KINDS[annotation], path
    elif is_typeddict(annotation):
        for key, hint in typing.get_type_hints(annotation).items():
            yield from _paths(hint, (*path, key), (*within, annotation))
    elif typing.get_origin(annotation) is typing.Annotated:
        yield from _paths(typing.get_args(annotation)[0], path, within)
    elif typing.get_origin(annotation) in (list, dict, tuple):
        for item in typing.get_args(annotation):
            yield from _paths(item, (*path, EACH), within)
    elif typing.get_origin(annotation) is not typing.Literal:
        for part in typing.get_args(annotation):  # of a union
            yield from _paths(part, path, within)


def _values(value: Any, path: tuple[str | None, ...]) -> Iterator[Any]:
    if not path:
        yield value
    elif path[0] is not EACH:
        if isinstance(value, dict) and path[0] in value:
            yield from _values(value[path[0]], path[1:])
    elif isinstance(value, dict | list | tuple):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _values(item, path[1:])
