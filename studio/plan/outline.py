"""What a reply must look like, as a few lines of text, for prompts: read from its model."""

import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_NAMES = {str: "text", float: "number", int: "number", bool: "true or false"}
_MOST_WORDS = 4  # of a closed list; longer ones are told by the digest of the plan


def outline(model: type[BaseModel], *, keys_only: bool = False) -> str:
    """The shape of `model` and of each model within it, a line for each, the outermost first:
    `Role = {character: text, action?: word}`. What has a question mark may be left out. With
    `keys_only` a value's type is told only where it is another model, as for a plan, whose
    parameters the digest tells."""
    told: dict[str, str] = {}
    waiting: list[type[BaseModel]] = [model]
    while waiting:
        one = waiting.pop(0)
        if one.__name__ not in told:
            fields = one.model_fields.items()
            needed = _needed(one)
            members = [_member(name, info, keys_only, name in needed) for name, info in fields]
            told[one.__name__] = f"{one.__name__} = {{{', '.join(members)}}}"
            waiting += [inner for _, info in fields for inner in _models(info.annotation)]
    return "\n".join(told.values())


def _needed(model: type[BaseModel]) -> set[str]:
    """What a reply must say besides what has no default."""
    extra = model.model_config.get("json_schema_extra")
    told = extra.get("required") if isinstance(extra, dict) else None
    return set(map(str, told)) if isinstance(told, list) else set()


def _member(name: str, info: FieldInfo, keys_only: bool, is_needed: bool) -> str:
    is_tag = _literals(info.annotation) == (info.default,)
    key = name if info.is_required() or is_tag or is_needed else f"{name}?"
    plain = keys_only and not is_tag and not any(_models(info.annotation))
    return key if plain else f"{key}: {_told(info.annotation)}"


def _literals(annotation: Any) -> tuple[Any, ...]:
    return typing.get_args(annotation) if typing.get_origin(annotation) is typing.Literal else ()


def _told(annotation: Any) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _told(arguments[0])
    if origin is typing.Literal:
        return _of_words(arguments)
    if origin in (typing.Union, types.UnionType):
        parts = dict.fromkeys(_told(one) for one in arguments if one is not type(None))
        return " | ".join(parts)
    if origin is list:
        return f"[{_told(arguments[0])}, ...]"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.__name__
    return _NAMES.get(annotation, "any value")


def _of_words(words: tuple[Any, ...]) -> str:
    if len(words) > _MOST_WORDS:
        return "word"
    return " | ".join(f'"{word}"' if isinstance(word, str) else str(word).lower() for word in words)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif not _literals(annotation):
        for argument in typing.get_args(annotation):
            yield from _models(argument)
