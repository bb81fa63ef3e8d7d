"""The parameters of the plan, read from its models: what schema, prompts, report and docs tell."""

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

# Of a shot or film, but nothing that a person would set.
BOOKKEEPING = frozenset(
    {
        "id",
        "kind",
        "fixed",
        "criteria",
        "asked",
        "left_out",
        "lessons_applied",
        "refused",
        "message",
        "question",
    }
)


@dataclass(frozen=True)
class Parameter:
    """One parameter. `path` is within its owner, `words` its closed vocabulary, `least` and `most`
    its range; None where it has none. `required` ones have no default; of some `several` values or
    words may be given."""

    path: str
    type: str
    default: Any
    required: bool
    unit: str = ""
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    explanation: str = ""
    several: bool = False

    @property
    def name(self) -> str:
        """`camera.framing` as people write it: `camera framing`."""
        return self.path.replace(".", " ").replace("_", " ")


def parameters_of(model: type[BaseModel], before: str = "") -> Iterator[Parameter]:
    """Every parameter of a shot, a part or a film, those of its parts included. Members of lists
    stand as `cast.*.action`."""
    for name, info in model.model_fields.items():
        if not before and name in BOOKKEEPING:
            continue
        path = f"{before}{name}"
        inner = _part_within(info.annotation)
        if inner is None:
            yield _parameter(path, info)
        elif _is_list(info.annotation):
            yield from parameters_of(inner, f"{path}.*.")
        else:
            yield from parameters_of(inner, f"{path}.")


def _parameter(path: str, info: FieldInfo) -> Parameter:
    annotation, words = _unwrapped(info.annotation)
    extra = info.json_schema_extra
    unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
    default = None if info.default is PydanticUndefined else info.default
    return Parameter(
        path=path,
        type="word" if words else getattr(annotation, "__name__", str(annotation)),
        default=default,
        required=info.is_required(),
        unit=unit,
        words=words,
        least=next((float(m.ge) for m in info.metadata if isinstance(m, Ge)), None),
        most=next((float(m.le) for m in info.metadata if isinstance(m, Le)), None),
        explanation=info.description or "",
        several=_is_list(info.annotation),
    )


def _unwrapped(annotation: Any) -> tuple[Any, tuple[str, ...]]:
    """A type without None and Annotated, and its words if it is a vocabulary."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return str, tuple(map(str, arguments))
    if origin is typing.Annotated:
        return _unwrapped(arguments[0])
    if origin in (typing.Union, types.UnionType):
        rest = [one for one in arguments if one is not type(None)]
        return _unwrapped(rest[0]) if len(rest) == 1 else (annotation, ())
    if origin is list:
        return list, _unwrapped(arguments[0])[1]
    return annotation, ()


def _is_list(annotation: Any) -> bool:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _is_list(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return any(_is_list(one) for one in arguments)
    return origin is list


def _part_within(annotation: Any) -> type[BaseModel] | None:
    """The one model in a type, through Annotated, None and lists."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) is typing.Literal:
        return None
    models = {id(m): m for m in map(_part_within, typing.get_args(annotation)) if m}
    return next(iter(models.values())) if len(models) == 1 else None
