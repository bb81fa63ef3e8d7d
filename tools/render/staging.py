"""What the render tools share: their parameters' ranges, and a cast as the engine takes it."""

from typing import Annotated, Any

from pydantic import Field

from studio.errors import ToolError
from tools.context import ToolContext

Strength = Annotated[float, Field(ge=0, le=2)]
Exposure = Annotated[float, Field(ge=-3, le=3)]
Side = Annotated[int, Field(ge=64, le=4096)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
MAX_CAST = 3


def sheet_of(ctx: ToolContext, character: str) -> dict[str, Any]:
    """The character's sheet as JSON; SheetError names the nearest ones for an unknown name."""
    return ctx.sheets.get(character).model_dump(mode="json")


def check_cast(cast: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The cast, if the stage is large enough for it; else ToolError."""
    if len(cast) > MAX_CAST:
        raise ToolError(
            f"{len(cast)} characters do not fit into one picture; {MAX_CAST} do.",
            f"Pass at most {MAX_CAST - 1} companions.",
        )
    return cast
