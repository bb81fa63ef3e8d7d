"""Python source for calls and literals, laid out for a person to read."""

import json
from typing import Any

from llm.planner.data import table


class Code(str):
    """An expression that is written as it stands. `take["video"]`, in a template `take.video`, is
    the expression for that entry of it."""

    def __getitem__(self, key: Any) -> str:
        return Code(f'{self}["{key}"]') if isinstance(key, str) else super().__getitem__(key)


Call = tuple[str, list[Any], dict[str, Any]]
"""A tool, its positional arguments and its named ones."""


def width() -> int:
    """The longest line, in characters."""
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


def call_text(call: Call, before: int = 0) -> Code:
    """A call as source; `before` is the width of what stands on the line before it."""
    tool, positional, named = call
    items = [literal(value, 4) for value in positional]
    items += [f"{name}={literal(value, 4)}" for name, value in named.items()]
    return Code(tool + _bracketed("(", ")", items, 0, before + len(tool)))


def imports(tools: set[str]) -> str:
    """The import of `tools`; empty without any."""
    line = f"from tools import {', '.join(sorted(tools))}"
    if len(line) > width():
        line = (
            f"from tools import (\n{''.join(f'    {name},' + chr(10) for name in sorted(tools))})"
        )
    return line if tools else ""


def comment(text: str) -> str:
    """`text` as what may stand in one line of a comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
