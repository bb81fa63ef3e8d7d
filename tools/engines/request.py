"""What an engine is asked for: a request of a type of its own, which names the type of its result.

    made = await ctx.engine.run(ComposeMusic(mood="epic", duration=12, seed=0, out=out))

An engine's worker reads the same requests from JSON. A field may be a part of the plan
(studio/plan/parts.py), whose ranges then hold for the engine too.
"""

import re
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, Generic, Self, TypeVar, get_type_hints

from tools.engines.worker.serve import BadInput

Result = TypeVar("Result")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, kw_only=True)
class Request(Generic[Result]):
    """One job for an engine. A subclass is a frozen dataclass of plain data: numbers, texts, paths,
    parts of the plan, and lists and dicts of them; its docstring gives units and ranges, and what
    the result holds."""

    @classmethod
    def method(cls) -> str:
        """The name that it has between processes: RenderStill is `render_still`."""
        return _CAPITAL.sub("_", cls.__name__).lower()

    def params(self) -> dict[str, Any]:
        """Its fields, as JSON can hold them."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def read(cls, params: dict[str, Any]) -> Self:
        """The request of a frame's parameters; BadInput for one that it does not have, or lacks."""
        known = {field.name: field for field in fields(cls)}
        if unknown := sorted(set(params) - set(known)):
            raise BadInput(f"{cls.method()} has no {unknown[0]!r}", f"it has {', '.join(known)}")
        for name, field in known.items():
            if name not in params and field.default is field.default_factory is MISSING:
                raise BadInput(f"{cls.method()} was given no {name}", f"give {name}")
        types = get_type_hints(cls)
        return cls(**{name: _typed(name, value, types[name]) for name, value in params.items()})


def _typed(name: str, value: Any, kind: Any) -> Any:
    """A part of the plan, where one is wanted and its JSON was given."""
    if not isinstance(value, dict) or not hasattr(kind, "model_validate"):
        return value
    try:
        return kind.model_validate(value)
    except ValueError as error:
        wrong = "; ".join(str(error).splitlines()[1:3]) or str(error)
        raise BadInput(f"{name} cannot be used: {wrong}", f"give a {kind.__name__}") from error


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
