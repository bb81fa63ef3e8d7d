"""The studio's media tools as offers: name, description and schema are those of the declaration."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from interfaces.commands.tools.use import call_tool
from interfaces.mcp.offer import Given, Offer, Report
from interfaces.workplace import Workplace
from tools.declaration import ToolSpec
from tools.registry import all_tools

_FILES = (
    "Where a picture, a sound or a video is asked for, give the path of a file, or a handle that"
    " another tool returned."
)


def media_tools(place: Workplace) -> list[Offer]:
    """Every tool of the registry, those of packs too."""
    return [_offer(spec, place) for spec in all_tools().values()]


def _offer(spec: ToolSpec, place: Workplace) -> Offer:
    schema = spec.json_schema()
    return Offer(
        name=spec.name,
        description=f"{schema['description']}\n\n{_FILES}",
        schema=schema["parameters"],
        call=partial(_call, spec.name, place),
        makes=spec.category != "measure",
    )


async def _call(name: str, place: Workplace, arguments: dict[str, Any], report: Report) -> Given:
    data = await call_tool(
        place.toolbox,
        name,
        arguments,
        lambda tool, done, note: report(f"{tool}: {note}" if note else tool, done),
    )
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return Given(text, data, [Path(file) for file in data["files"].values()])
