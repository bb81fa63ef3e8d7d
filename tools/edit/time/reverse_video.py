"""reverse_video: a video played backwards."""

from typing import Literal

from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, link
from tools.engines.ffmpeg.requests import Reverse


class Reversed(TypedDict):
    video: Video
    duration: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def reverse_video(
    ctx: ToolContext, video: Scene, sound: Literal["reverse", "mute"] = "reverse"
) -> Reversed:
    """Play a short video backwards: a rewind gag, an undone mishap.

    All of its frames must fit in 1 GiB of memory: 32 s at 1280x720 and 24 frames a second.

        undone = await reverse_video(fall["video"], sound="mute")
    """
    backwards, made = await link(
        ctx, video, lambda source, out: Reverse(video=source, out=out, sound=sound), now=True
    )
    return {"video": backwards, "duration": made["duration"]}
