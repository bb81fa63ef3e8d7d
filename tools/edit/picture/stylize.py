"""stylize: a video as if it were drawn."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from studio.nouns.vocabulary import DrawnLook
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Share, edit, told
from tools.engines.opencv.requests import Stylize as Draw


class Stylized(TypedDict):
    """How much the footage trembles where it stands still and how much what was drawn does: the
    mean change from frame to frame, 0 to 255."""

    video: Video
    duration: float
    before_flicker: float
    after_flicker: float


@tool("edit", engines=("opencv",))
async def stylize(
    ctx: ToolContext,
    video: Scene,
    look: DrawnLook,
    strength: Share = 1.0,
    detail: Annotated[float, Field(ge=0.5, le=2)] = 1.0,
) -> Stylized:
    """Make a video look drawn or modelled: in ink, in watercolour, in printed dots or in clay.

    "ink" draws lines on paper, "watercolour" lays flat washes with darker rims, "halftone" prints
    dots of four inks, "clay" models it, with the prints of fingers. All are steady over time:
    paper, dots and prints lie still. `detail` over 1 draws finer. grade_video() changes colours
    alone, restyle_video() paints anew with a network.

        drawn = await stylize(scene, look="ink")
    """
    about = {"look": look, "strength": strength, "detail": detail}
    drawn, made = await edit(ctx, video, lambda source, out: Draw(video=source, out=out, **about))
    return {"video": drawn, **told(made, "duration", "before_flicker", "after_flicker")}
