"""trim_video: a part of a video."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, link
from tools.engines.ffmpeg.requests import Trim


class Cut(TypedDict):
    video: Video
    duration: float
    start: float
    end: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def trim_video(ctx: ToolContext, video: Scene, start: Seconds, end: Seconds) -> Cut:
    """Cut the part of a video from `start` to `end` in seconds, with its sound.

    Both go to the nearest frame boundary; the result says which. The first frame is that of
    `start`, the last one lies before `end`. compose_video() joins such parts again.

        best = await trim_video(scene, start=1.5, end=4.0)
    """
    cut, made = await link(
        ctx, video, lambda source, out: Trim(video=source, out=out, start=start, end=end)
    )
    return {"video": cut, "duration": made["duration"], "start": made["start"], "end": made["end"]}
