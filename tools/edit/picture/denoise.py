"""denoise: a picture without its noise."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit, told
from tools.engines.ffmpeg.edit.picture.requests import Denoise


class Denoised(TypedDict):
    """Standard deviations of the noise, 0 to 255, as far as it can be told from what is shown."""

    video: Video
    duration: float
    before_noise: float
    after_noise: float


@tool("edit", engines=("ffmpeg",))
async def denoise(
    ctx: ToolContext, video: Scene, strength: Annotated[float, Field(gt=0, le=4)] = 1.0
) -> Denoised:
    """Take the noise out of the picture of a video, as of one that was filmed in the dark.

    As much is taken out as is measured, `strength` times: over 1 more, at the cost of fine detail.
    The sound stays.

        clean = await denoise(scene)
    """
    clean, made = await edit(
        ctx, video, lambda source, out: Denoise(video=source, out=out, strength=strength)
    )
    return {"video": clean, **told(made, "duration", "before_noise", "after_noise")}
