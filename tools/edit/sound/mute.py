"""mute: a video without its sound, or without a part of it."""

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, Seconds, link, told
from tools.engines.ffmpeg.edit.sound.requests import Mute


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def mute(
    ctx: ToolContext, video: Scene, start: Seconds = 0.0, end: Seconds | None = None
) -> Edited:
    """Take the sound out of a video, altogether or from `start` to `end` in seconds.

    The picture stays as it is, and is not encoded again where that can be.

        silent = await mute(scene)
        pause = await mute(scene, start=1.2, end=2.0)
    """
    muted, made = await link(
        ctx,
        video,
        lambda source, out: Mute(video=source, out=out, start=start, end=end),
        copied=not ctx.is_unwritten(video),
    )
    return {"video": muted, **told(made, "duration")}
