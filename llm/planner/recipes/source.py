"""Python source for calls and literals, laid out for a person to read."""

import json
from typing import Any

from llm.planner.data import table


class Code(str):
    """An expression that is written as it stands."""


def width() -> int:
    return int(table("defaults")["line_width"])


def literal(value: Any, indent: int = 0) -> str:
    """`value` as Python source, on one line where it fits."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return _bracketed("[", "]", [literal(item, indent + 4) for item in value], indent)
    if isinstance(value, dict):
        items = [
            f"{json.dumps(key, ensure_ascii=False)}: {literal(item, indent + 4)}"
            for key, item in value.items()
        ]
        return _bracketed("{", "}", items, indent)
    return repr(value)


def _bracketed(opening: str, closing: str, items: list[str], indent: int, before: int = 0) -> str:
    flat = f"{opening}{', '.join(items)}{closing}"
    if indent + before + len(flat) <= width() and "\n" not in flat:
        return flat
    pad = " " * (indent + 4)
    return f"{opening}\n" + "".join(f"{pad}{item},\n" for item in items) + " " * indent + closing


def call(
    tool: str, positional: list[Any], named: dict[str, Any], indent: int = 0, before: int = 0
) -> Code:
    """A call of `tool`; `before` is the width of what stands on the line before it."""
    items = [literal(value, indent + 4) for value in positional]
    items += [f"{name}={literal(value, indent + 4)}" for name, value in named.items()]
    return Code(tool + _bracketed("(", ")", items, indent, before + len(tool)))


def awaited(names: list[str], calls: list[tuple[str, list[Any], dict[str, Any]]]) -> str:
    """`names` bound to the results of `calls`; several run at once."""
    head = ", ".join(names) + " = await "
    if len(calls) == 1:
        return head + call(*calls[0], before=len(head))
    inner = [call(*one, indent=4) for one in calls]
    return head + "asyncio.gather(\n" + "".join(f"    {one},\n" for one in inner) + ")"
