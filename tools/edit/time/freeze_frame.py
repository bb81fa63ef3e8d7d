"""freeze_frame: a frame of a video, held."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, Share, Zoom, link
from tools.engines.ffmpeg.requests import Freeze


class Frozen(TypedDict):
    video: Video
    duration: float
    start: float
    end: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def freeze_frame(
    ctx: ToolContext,
    video: Scene,
    at: Seconds,
    duration: Annotated[float, Field(gt=0, le=60)],
    zoom: Zoom = 1.0,
    x: Share = 0.5,
    y: Share = 0.5,
    sound: Literal["mute", "continue"] = "mute",
) -> Frozen:
    """Hold the frame at `at` seconds for `duration` seconds more, then let the video go on.

    With `zoom` over 1 the held frame is punched in around `x` and `y` (0 to 1 of the frame).
    `sound` "mute" is silent meanwhile, and picture and sound go on together; "continue" lets the
    sound run on (music), so what follows the hold comes that much after its sound. `start` and
    `end` of the hold are in seconds of the new video.

        held = await freeze_frame(scene, at=2.0, duration=1.5, zoom=1.6, y=0.35)
    """
    frozen, made = await link(
        ctx,
        video,
        lambda source, out: Freeze(
            video=source, out=out, at=at, duration=duration, zoom=zoom, x=x, y=y, sound=sound
        ),
    )
    return {
        "video": frozen,
        "duration": made["duration"],
        "start": made["start"],
        "end": made["end"],
    }
