"""What the render tools share: a cast as the engine takes it."""

from typing import Any

from tools.context import ToolContext


def sheet_of(ctx: ToolContext, character: str) -> dict[str, Any]:
    """The character's sheet as JSON; SheetError names the nearest ones for an unknown name."""
    return ctx.sheets.get(character).model_dump(mode="json")
