"""The reference page of all tools, written from their declarations.

python -m tools.reference > docs/tools.md
"""

import re
import typing
from itertools import groupby

from studio.nouns import vocabulary
from tools.declaration import ToolSpec
from tools.registry import all_tools

_HEAD = """# Tools

Made by `python -m tools.reference` from the tools' own declarations. A program calls them as
`from tools import speak`; handles such as `image:3f2a…` stand for files.
"""


def reference() -> str:
    """The whole page as Markdown."""
    specs = sorted(all_tools().values(), key=lambda spec: (spec.category, spec.name))
    parts = [_HEAD]
    for category, members in groupby(specs, key=lambda spec: spec.category):
        parts.append(f"## {category.capitalize()}\n")
        parts.extend(_entry(spec) for spec in members)
    signatures = " ".join(spec.signature() for spec in specs)
    return "\n".join([*parts, _words(signatures)])


def _words(signatures: str) -> str:
    """A table of the vocabularies that appear in signatures."""
    rows = [
        f"| `{name}` | {', '.join(f'`{word}`' for word in typing.get_args(value))} |"
        for name, value in sorted(vars(vocabulary).items())
        if typing.get_origin(value) is typing.Literal and re.search(rf"\b{name}\b", signatures)
    ]
    return "\n".join(["## Words", "", "| | one of |", "|---|---|", *rows, ""])


def _entry(spec: ToolSpec) -> str:
    engines = ", ".join(spec.engines) or "none, it is part of the studio"
    return (
        f"### {spec.name}\n\n```python\n{_wrapped(spec.signature())}\n```\n\n"
        f"{spec.description}\n\nEngines: {engines}.\n"
    )


def _wrapped(signature: str) -> str:
    """A long signature with one parameter a line."""
    if len(signature) <= 88:
        return signature
    head, rest = signature.split("(", 1)
    body, returns = rest.rsplit(") -> ", 1)
    parameters, depth, start = [], 0, 0
    for at, char in enumerate(body):
        depth += (char in "[{(") - (char in "]})")
        if char == "," and depth == 0:
            parameters.append(body[start:at].strip())
            start = at + 1
    parameters.append(body[start:].strip())
    lines = "".join(f"    {parameter},\n" for parameter in parameters)
    return f"{head}(\n{lines}) -> {returns}"


if __name__ == "__main__":
    print(reference(), end="")
