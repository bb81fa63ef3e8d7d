"""The planner's words and assumptions, as YAML."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@cache
def table(name: str) -> dict[str, Any]:
    """The file `name`.yaml. Every scalar is text: "no" and "on" are words here, not booleans."""
    with (Path(__file__).parent / f"{name}.yaml").open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_LOADER)


def default(name: str) -> float:
    """A number of defaults.yaml."""
    return float(table("defaults")[name])
