"""Programs as templates: what a person reads here is what the coder writes."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from llm.planner.recipes.kit import Kit
from llm.planner.recipes.layout import comment, literal

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # it writes Python: texts go through `literal` and `comment`
)
_ENVIRONMENT.filters |= {"literal": literal, "comment": comment}


def fill(name: str, kit: Kit, **values: Any) -> str:
    """The template `name` with `values`. Its calls are written by `kit`.

    Raises:
        MissingTool: it calls a tool that is not there.
    """
    template = _ENVIRONMENT.get_template(f"{name}.py.j2")
    return template.render(call=kit.call, bind=kit.bind, awaited=kit.awaited, **values).strip("\n")
