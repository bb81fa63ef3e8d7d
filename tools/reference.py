"""The reference page of all tools, written from their declarations.

python -m tools.reference > docs/tools.md

Its pictures are made by `python -m interfaces.gallery`.
"""

import re
import typing
from itertools import groupby

import yaml
from pydantic import BaseModel, ConfigDict

from studio.nouns import vocabulary
from studio.settings import ROOT
from tools.declaration import ToolSpec
from tools.registry import all_tools

_HEAD = """# Tools

Made by `python -m tools.reference` from the tools' own declarations. A program calls them as
`from tools import speak`; handles such as `image:3f2a…` stand for files. The pictures show what the
embedded engines make of small material: `python -m interfaces.gallery` makes them.

By other names: reframing to another ratio, with the face kept in view, is `crop_to_shape`; colour
grading (presets, LUT files, brightness to temperature) is `grade_video`; slow motion, fast motion
and speed ramps are `retime_video`; a zoom or a pan within the frame is `reframe_video`.
"""
PICTURES = ROOT / "docs" / "pictures" / "tools"
_INDEX = PICTURES / "index.yaml"


class Illustration(BaseModel):
    """What is shown of a tool: `NAME.jpg` of PICTURES with the `call` that made it, what is `told`
    of it, and maybe a `sound`, `NAME.ogg`; or why it is `without` a picture."""

    model_config = ConfigDict(extra="forbid")

    call: str = ""
    told: str = ""
    sound: bool = False
    without: str = ""


def illustrations() -> dict[str, Illustration]:
    """What is shown, by tool."""
    written = yaml.safe_load(_INDEX.read_text("utf-8")) if _INDEX.is_file() else {}
    return {name: Illustration(**one) for name, one in written.items()}


def write_illustrations(shown: dict[str, Illustration]) -> None:
    """Keep what is shown."""
    told = {name: one.model_dump(exclude_defaults=True) for name, one in sorted(shown.items())}
    _INDEX.write_text(yaml.safe_dump(told, allow_unicode=True, width=100), "utf-8")


def reference() -> str:
    """The whole page as Markdown."""
    specs = sorted(all_tools().values(), key=lambda spec: (spec.category, spec.name))
    parts, shown = [_HEAD], illustrations()
    for category, members in groupby(specs, key=lambda spec: spec.category):
        parts.append(f"## {category.capitalize()}\n")
        parts.extend(_entry(spec, shown.get(spec.name)) for spec in members)
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


def _entry(spec: ToolSpec, shown: Illustration | None) -> str:
    engines = ", ".join(spec.engines) or "none, it is part of the studio"
    return (
        f"### {spec.name}\n\n```python\n{_wrapped(spec.signature())}\n```\n\n"
        f"{spec.description}\n\nEngines: {engines}.\n{_shown(spec.name, shown)}"
    )


def _shown(name: str, shown: Illustration | None) -> str:
    """The picture of a tool, the call that made it, and what to listen to."""
    if shown is None:
        return ""
    if shown.without:
        return f"\nNo picture was made: {shown.without}.\n"
    place = f"pictures/{PICTURES.name}/{name}"
    told = [f"`{shown.call}`", shown.told, f"[Listen]({place}.ogg)." if shown.sound else ""]
    return f"\n![{name}]({place}.jpg)\n\n{' '.join(part for part in told if part)}\n"


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
