"""compare_to_source: what an edit did to its source."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds
from tools.engines.vision.requests import CompareFootage


class MappedPart(TypedDict):
    """`start` and `end` in seconds of the video; `speed` in seconds of the source per second of
    the video: 1 as shot, 0.25 slow, 0 held, negative backwards."""

    start: float
    end: float
    speed: float


class SourceComparison(TypedDict):
    matched: float | None
    parts_found: float | None
    parts: list[MappedPart]
    slowest: float | None
    fastest: float | None
    held: float
    backwards: float
    zoom: float
    colour: float
    saturation: float | None
    luminance: float | None
    expression: float | None


@tool("measure", engines=("vision",))
async def compare_to_source(
    ctx: ToolContext,
    video: Scene,
    source: Scene,
    start: Annotated[float, Field(ge=-7200, le=7200)] = 0.0,
    end: Seconds | None = None,
) -> SourceComparison:
    """Measure what an edit did to its source, from the pictures alone.

    `matched`: share of the video's frames that show the source, without those in which neither
    shows anything, a flash or black; None where all are so. `parts_found`: where hardly all match,
    the share of the source's own frames that are found again once they are enlarged: of one of
    stripes or even colours hardly any, and then an unmatched frame may be a part of it. `parts`:
    how fast the source goes by in them, in order; stretches in which the source does not move
    enough to tell are left out. `slowest` and `fastest`: speeds kept up for 0.3 s at least, holds
    and reverses not counted; None where nothing can be told. `held`: the longest hold in seconds
    that the source does not have. `backwards`: share of the frames that run backwards. `zoom`: the
    largest enlargement, about; 1 is none. `colour`: mean CIEDE2000 between the two. `saturation`,
    `luminance`: the video's over the source's; None where the source has none. `expression`: how
    far faces' features are from neutral, the video's over the source's at the same moments; None
    without faces in both. It is looked for from `start` to `end` in seconds of the source, a
    `start` under 0 being counted from its end.
    """
    files = {"path": ctx.path(video), "source": ctx.path(source)}
    return await ctx.engine.run(CompareFootage(**files, start=start, end=end))
