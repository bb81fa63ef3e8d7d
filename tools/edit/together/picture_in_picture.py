"""picture_in_picture: a small video over another one."""

from typing import Annotated, Literal

from pydantic import Field

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, Seconds, link, told
from tools.engines.ffmpeg.edit.together.requests import Corner, Inset


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def picture_in_picture(
    ctx: ToolContext,
    video: Scene,
    inset: Scene,
    place: Corner = "bottom_right",
    size: Annotated[float, Field(ge=0.05, le=0.9)] = 0.3,
    margin: Annotated[float, Field(ge=0, le=0.4)] = 0.05,
    border: Annotated[float, Field(ge=0, le=0.05)] = 0.006,
    start: Seconds = 0.0,
    end: Seconds | None = None,
    sound: Literal["main", "inset", "both"] = "main",
) -> Edited:
    """Show one video small in a corner of another one, as a reaction or a commentator.

    `size` is the share of the width, `margin` the distance from the edges and `border` the width of
    its rim in shares of the height. It is seen from `start` on, as long as it lasts or until `end`,
    up to which it then stands still.

        both = await picture_in_picture(scene, inset=face, place="top_left", sound="both")
    """
    about = {"place": place, "size": size, "margin": margin, "border": border}
    times = {"start": start, "end": end, "sound": sound}
    shown, made = await link(
        ctx,
        video,
        lambda source, out: Inset(
            video=source, out=out, inset=ctx.footage(inset), **about, **times
        ),
        also=[inset],
    )
    return {"video": shown, **told(made, "duration")}
