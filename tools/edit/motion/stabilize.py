"""stabilize: a video whose camera does not tremble."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit, told
from tools.engines.ffmpeg.edit.picture.requests import Stabilize


class Stabilized(TypedDict):
    """How far the picture trembles about its own way, in thousandths of its longer side."""

    video: Video
    duration: float
    before_shake: float
    after_shake: float


@tool("edit", engines=("ffmpeg",))
async def stabilize(
    ctx: ToolContext, video: Scene, smoothness: Annotated[float, Field(ge=0.1, le=10)] = 1.0
) -> Stabilized:
    """Hold the picture of a video still that was filmed by a trembling hand.

    What the camera does on purpose stays: its way is smoothed over `smoothness` seconds. The
    picture is enlarged just as much that no edge is seen. Cut the video into its shots first
    (detect_scenes), for a cut is no way of a camera.

        calm = await stabilize(scene)
    """
    calm, made = await edit(
        ctx, video, lambda source, out: Stabilize(video=source, out=out, smoothness=smoothness)
    )
    return {"video": calm, **told(made, "duration", "before_shake", "after_shake")}
