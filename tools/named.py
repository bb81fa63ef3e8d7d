"""What the arguments of a call name: characters, whose sheets the result depends on, and sets,
looks and so on, whose code it depends on."""

import types
import typing
from collections.abc import Iterator
from typing import Any

from typing_extensions import is_typeddict

from studio.nouns.vocabulary import OPEN
from studio.packs.registry import Item, registry
from studio.plan.parts import CharacterName
from tools.declaration import ToolSpec, is_part

_KINDS = {vocabulary: kind for kind, vocabularies in OPEN.items() for vocabulary in vocabularies}


def character_names(spec: ToolSpec, params: dict[str, Any]) -> set[str]:
    """The names in all parameters that are marked as a character's, nested ones too."""
    return {
        value
        for hint, value in _words(spec, params)
        if value and any(isinstance(one, CharacterName) for one in typing.get_args(hint))
    }


def named_items(spec: ToolSpec, params: dict[str, Any]) -> list[Item]:
    """The items of registries that words in the parameters stand for, each once, by kind."""
    found = {}
    for hint, value in _words(spec, params):
        if kind := _KINDS.get(_plain(hint)):
            found[kind, value] = registry(kind)[value]
    return [found[key] for key in sorted(found)]


def _words(spec: ToolSpec, params: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    for name, value in params.items():
        yield from _within(spec.hints[name], value)


def _within(hint: Any, value: Any) -> Iterator[tuple[Any, str]]:
    """(type, text) of every text in a value, however deep it lies."""
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        for argument in arguments:
            yield from _within(argument, value)
    elif isinstance(value, str):
        yield hint, value
    elif typing.get_origin(hint) is typing.Annotated:
        yield from _within(arguments[0], value)
    elif isinstance(value, list) and arguments:
        for item in value:
            yield from _within(arguments[0], item)
    elif isinstance(value, dict) and (is_typeddict(hint) or is_part(hint)):
        hints = typing.get_type_hints(hint, include_extras=True)
        for key, item in value.items():
            yield from _within(hints[key], item)


def _plain(hint: Any) -> Any:
    """A type without Annotated."""
    return _plain(typing.get_args(hint)[0]) if typing.get_origin(hint) is typing.Annotated else hint
