"""crop: a part of the frame."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, link, told
from tools.engines.ffmpeg.edit.picture.requests import Crop

Place = Annotated[float, Field(ge=0, le=16384)]
Extent = Annotated[float, Field(gt=0, le=16384)]


class Boxed(TypedDict):
    """The box in pixels, as it was cut out."""

    video: Video
    duration: float
    x: int
    y: int
    width: int
    height: int


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def crop(
    ctx: ToolContext,
    video: Scene,
    x: Place,
    y: Place,
    width: Extent,
    height: Extent,
    unit: Literal["share", "pixels"] = "share",
) -> Boxed:
    """Cut a box out of the frame of a video and leave the rest of the picture away.

    `x` and `y` are its left and its upper edge; all four are shares of the frame (0 to 1), or with
    `unit` "pixels" pixels of it, and go to even pixels. crop_to_shape() finds the best window of a
    shape by itself, reframe_video() zooms and keeps the size.

        left = await crop(scene, x=0, y=0, width=0.5, height=1)
    """
    box = {"x": x, "y": y, "width": width, "height": height, "unit": unit}
    boxed, made = await link(ctx, video, lambda source, out: Crop(video=source, out=out, **box))
    return {"video": boxed, **told(made, "duration", "x", "y", "width", "height")}
