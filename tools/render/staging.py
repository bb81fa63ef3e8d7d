"""What the render tools share: their parameters' ranges, and a cast as the engine takes it."""

from typing import Annotated, Any

from pydantic import Field

from tools.context import ToolContext

Strength = Annotated[float, Field(ge=0, le=2)]
Exposure = Annotated[float, Field(ge=-3, le=3)]
Side = Annotated[int, Field(ge=64, le=4096)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
MAX_COMPANIONS = 2


def sheet_of(ctx: ToolContext, character: str) -> dict[str, Any]:
    """The character's sheet as JSON; SheetError names the nearest ones for an unknown name."""
    return ctx.sheets.get(character).model_dump(mode="json")
