"""crop_to_shape: a video cropped to another shape, the face kept in view."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit
from tools.engines.vision.requests import CropToShape

Side = Annotated[int, Field(ge=1, le=8192)]


class Cropped(TypedDict):
    """`width` and `height` in pixels; `faces`: the share of the shots in which one was followed."""

    video: Video
    width: int
    height: int
    duration: float
    faces: float


@tool("edit", engines=("vision",))
async def crop_to_shape(ctx: ToolContext, video: Scene, width: Side, height: Side) -> Cropped:
    """Crop a video to another shape, such as 9 to 16, so that it fills the frame without bars.

    The largest window of the shape `width` to `height` is cut out of every frame. It goes with the
    largest face, or rests over what moves where no face is seen. Nothing is enlarged: compose_video
    brings the result to a size. Times and sound stay.

        upright = await crop_to_shape(scene, width=9, height=16)
    """
    cropped, made = await edit(
        ctx,
        video,
        lambda source, out: CropToShape(video=source, out=out, width=width, height=height),
    )
    told = {name: made[name] for name in ("width", "height", "duration", "faces")}
    return {"video": cropped, **told}
