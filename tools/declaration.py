"""One tool, one declaration: a typed async function and a decorator. Everything else about the
tool (schema, stub, reference page, MCP entry) is derived from it."""

import inspect
import typing
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from studio.errors import ToolError
from tools.handles import HandlePaths, handle_paths

Category = Literal["characters", "render", "audio", "video", "measure"]


@dataclass(frozen=True)
class CharacterName:
    """Marks a `str` parameter that names a character: its sheet is part of the cache key."""


Character = typing.Annotated[str, CharacterName()]


@dataclass(frozen=True)
class ToolSpec:
    """A declared tool. `engines` are names in order of preference."""

    name: str
    category: Category
    version: int
    engines: tuple[str, ...]
    cached: bool
    function: Callable[..., Awaitable[dict[str, Any]]]
    parameters: type[BaseModel] = field(repr=False)
    returns: Any
    handle_paths: HandlePaths
    summary: str
    description: str

    def validate(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments with defaults filled in; ToolError names the parameter and the fix."""
        try:
            return self.parameters(**arguments).model_dump()
        except ValidationError as fault:
            lines = [
                f"{'.'.join(map(str, e['loc'])) or 'arguments'}: {e['msg']}" for e in fault.errors()
            ]
            raise ToolError(
                f"{self.name}() was called with bad arguments: {'; '.join(lines)}.",
                f"Its signature is {self.signature()}",
            ) from fault

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
    category: Category, *, engines: tuple[str, ...] = (), version: int = 1, cached: bool = True
) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[Any]]]:
    """Declare the decorated function as a tool.

    Its first parameter is the ToolContext; the rest are the tool's parameters, all annotated; it
    returns a TypedDict. Raise `version` whenever the same input gives another output: it is part
    of the cache key. `cached=False` is for tools that look at something outside their arguments.
    """

    def declare(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        hints = typing.get_type_hints(function, include_extras=True)
        fields: dict[str, Any] = {}
        for parameter in list(inspect.signature(function).parameters.values())[1:]:
            default = ... if parameter.default is parameter.empty else parameter.default
            fields[parameter.name] = (hints[parameter.name], default)
        name = function.__name__
        doc = inspect.getdoc(function) or ""
        _declared[name] = ToolSpec(
            name=name,
            category=category,
            version=version,
            engines=engines,
            cached=cached,
            function=function,
            returns=hints["return"],
            handle_paths=handle_paths(hints["return"]),
            summary=doc.split("\n")[0],
            description=doc,
            parameters=create_model(name, __config__=ConfigDict(extra="forbid"), **fields),
        )
        return function

    return declare


def declared() -> dict[str, ToolSpec]:
    """The tools declared so far, by name. Use tools.registry.all_tools() to have them all."""
    return _declared
