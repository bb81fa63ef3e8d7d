"""One tool, one declaration: a typed async function and a decorator. Everything else about the
tool (schema, stub, reference page, MCP entry) is derived from it."""

import inspect
import re
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from studio.errors import ToolError
from studio.packs.pack import OWN, found_packs
from studio.plan.parts import Part
from tools.engines.version import tool_digest
from tools.handles import HandlePaths, handle_paths

Category = Literal[
    "characters",
    "render",
    "diffusion",
    "picture",
    "restoration",
    "audio",
    "video",
    "edit",
    "film",
    "measure",
]


_HANDLE_OF = re.compile(r"\^\(?([a-z|]+)\)?:")  # the pattern of a handle
_LONGEST = 60  # letters that are told of what was given


@dataclass(frozen=True)
class _Spread:
    """Marks a parameter that is a part of the plan."""


SPREAD = _Spread()
"""`place: Annotated[Place, SPREAD]`: the fields of the part are parameters of the tool's own, with
the names, ranges and defaults that the plan gives them; the function is given the part."""


def is_part(annotation: Any) -> bool:
    """Whether a type is a part of the plan, which a program writes as a dict."""
    return isinstance(annotation, type) and issubclass(annotation, Part)


def wrong_arguments(error: ValidationError) -> str:
    """Each argument that is wrong, and why."""
    return "; ".join(
        f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {_why(one)}" for one in error.errors()
    )


def _why(one: ErrorDetails) -> str:
    kinds = _HANDLE_OF.match(one.get("ctx", {}).get("pattern", ""))
    if one["type"] != "string_pattern_mismatch" or not kinds:
        return one["msg"]
    given = str(one["input"])
    told = given if len(given) <= _LONGEST else given[:_LONGEST] + "…"
    return f"{told!r} is no {' or '.join(kinds[1].split('|'))}"


@dataclass(frozen=True)
class ToolSpec:
    """A declared tool. `engines` are names in order of preference, of which one does the work;
    `uses` are those that it asks besides; with `book` it reads every sheet; `unwritten`: its engine
    goes on from the graphs of videos that are not written."""

    name: str
    category: Category
    version: str
    engines: tuple[str, ...]
    uses: tuple[str, ...]
    cached: bool
    book: bool
    unwritten: bool
    function: Callable[..., Awaitable[dict[str, Any]]]
    parameters: type[BaseModel] = field(repr=False)
    returns: Any
    handle_paths: HandlePaths
    summary: str
    description: str
    hints: dict[str, Any] = field(repr=False)
    spread: dict[str, type[Part]] = field(repr=False)

    @property
    def pack(self) -> str:
        """The pack that brings it: `studio`, or another's name."""
        module = self.function.__module__
        owners = [p.name for p in found_packs() if module.startswith(f"{p.tools}.")]
        return owners[0] if owners else OWN

    def validate(self, arguments: dict[str, Any]) -> BaseModel:
        """The arguments with defaults filled in; ToolError names the parameter and the fix."""
        try:
            return self.parameters(**arguments)
        except ValidationError as error:
            raise ToolError(
                f"{self.name}() was called with bad arguments: {wrong_arguments(error)}.",
                f"Its signature is {self.signature()}",
            ) from error

    def arguments(self, validated: BaseModel) -> dict[str, Any]:
        """What the function is called with: spread parts are put together again."""
        # not dict(validated): a parameter may be called `keys`
        values = {name: getattr(validated, name) for name in type(validated).model_fields}
        for name, part in self.spread.items():
            values[name] = part(**{key: values.pop(key) for key in part.model_fields})
        return values

    def json_schema(self) -> dict[str, Any]:
        """The function schema for OpenAI tool calling and MCP."""
        schema = self.parameters.model_json_schema()
        schema.pop("title", None)
        return {"name": self.name, "description": self.description, "parameters": schema}

    def signature(self) -> str:
        """The signature as the program sees it."""
        from tools.stubs import signature_of  # stubs need ToolSpec for its types

        return signature_of(self)


_declared: dict[str, ToolSpec] = {}


def tool(
    category: Category,
    *,
    engines: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
    cached: bool = True,
    book: bool = False,
    unwritten: bool = False,
) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]:
    """Declare the decorated function as a tool.

    Its first parameter is the ToolContext; the rest are the tool's parameters, all annotated, what
    the plan defines by its parts (studio/plan); it returns a TypedDict. Its version, part of the
    cache key, is a digest of its own file and of what that imports from its category's folder; its
    engines, and those that it `uses` besides, have versions of their own.
    `cached=False` is for tools that look at something outside their arguments, `book=True` for
    those whose result depends on every sheet, not only on those of the characters that are named,
    `unwritten=True` for those whose engine goes on from the graph of a video that is not written.
    """

    def declare(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        hints = typing.get_type_hints(function, include_extras=True)
        fields: dict[str, Any] = {}
        flat: dict[str, Any] = {}
        spread: dict[str, type[Part]] = {}
        for parameter in list(inspect.signature(function).parameters.values())[1:]:
            hint = hints[parameter.name]
            if part := _spread_part(hint):
                spread[parameter.name] = part
                flat |= {
                    name: inner
                    for name, inner in typing.get_type_hints(part, include_extras=True).items()
                    if name in part.model_fields
                }
                fields |= {
                    name: (flat[name], _default(info)) for name, info in part.model_fields.items()
                }
                continue
            default = ... if parameter.default is parameter.empty else parameter.default
            flat[parameter.name] = hint
            fields[parameter.name] = (hint, default)
        name = function.__name__
        doc = inspect.getdoc(function) or ""
        _declared[name] = ToolSpec(
            name=name,
            category=category,
            version=_version(function, category),
            engines=engines,
            uses=uses,
            cached=cached,
            book=book,
            unwritten=unwritten,
            function=function,
            returns=hints["return"],
            handle_paths=handle_paths(hints["return"]),
            summary=doc.split("\n")[0],
            description=doc,
            hints=flat,
            spread=spread,
            parameters=create_model(name, __config__=ConfigDict(extra="forbid"), **fields),
        )
        return function

    return declare


def _version(function: Callable[..., Any], category: str) -> str:
    file = inspect.getsourcefile(function)
    if not file or not Path(file).is_file():
        return ""
    return tool_digest(
        Path(file), next((p for p in Path(file).parents if p.name == category), None)
    )


def _spread_part(hint: Any) -> type[Part] | None:
    arguments = typing.get_args(hint)
    return arguments[0] if SPREAD in arguments[1:] else None


def _default(info: FieldInfo) -> Any:
    return ... if info.is_required() else info.get_default(call_default_factory=True)


def declared() -> dict[str, ToolSpec]:
    """The tools declared so far, by name. Use tools.registry.all_tools() to have them all."""
    return _declared
