"""split_screen: several videos side by side."""

from typing import Annotated

from pydantic import Field

from studio.errors import ToolError
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, link, told
from tools.engines.ffmpeg.edit.together.requests import Arrangement, SplitScreen


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def split_screen(
    ctx: ToolContext,
    videos: Annotated[list[Scene], Field(min_length=2, max_length=4)],
    arrangement: Arrangement = "auto",
    gap: Annotated[float, Field(ge=0, le=0.1)] = 0.008,
    heard: Annotated[list[Annotated[int, Field(ge=0, le=3)]], Field(max_length=4)] = [0],  # noqa: B006
) -> Edited:
    """Show two to four videos at once, side by side, each filling its part of the picture.

    The first gives the new one its size and rate; the others are cropped to their parts. "auto" is
    columns, and two by two for four. `gap` between them is a share of the height. `heard`: the
    numbers of those whose sound is heard, from 0. It lasts as long as the longest; the others stand
    still at their ends.

        before_after = await split_screen([scene, edited["video"]])
    """
    if most := [number for number in heard if number >= len(videos)]:
        raise ToolError(
            f"`heard` names video {most[0]}, of {len(videos)} that are numbered from 0.",
            f"Use numbers from 0 to {len(videos) - 1}.",
        )
    split, made = await link(
        ctx,
        videos[0],
        lambda source, out: SplitScreen(
            video=source,
            out=out,
            others=[ctx.footage(one) for one in videos[1:]],
            arrangement=arrangement,
            gap=gap,
            heard=sorted(set(heard)),
        ),
        also=videos[1:],
    )
    return {"video": split, **told(made, "duration")}
