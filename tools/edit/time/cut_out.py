"""cut_out: a video without one of its parts."""

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, Stretch, link, told
from tools.engines.ffmpeg.edit.parts.requests import CutOut


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def cut_out(
    ctx: ToolContext, video: Scene, start: Seconds, end: Seconds | None = None
) -> Stretch:
    """Take the part from `start` to `end` out of a video, its sound with it, and close the gap.

    `end` None: the video's end. Both go to the nearest frame boundary; the result says which. What
    came after the part comes sooner by its length. trim_video() keeps a part alone.

        shorter = await cut_out(scene, start=2.0, end=3.5)
    """
    kept, made = await link(
        ctx, video, lambda source, out: CutOut(video=source, out=out, start=start, end=end)
    )
    return {"video": kept, **told(made, "duration", "start", "end")}
