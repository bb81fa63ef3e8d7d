"""interpolate_frames: a video with frames in between."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit
from tools.edit.time.moved import moved
from tools.engines.opencv.requests import Interpolate


class Interpolated(TypedDict):
    video: Video
    duration: float
    fps: float
    made: int
    cuts: int


@tool("restoration", engines=("rife", "opencv"))
async def interpolate_frames(
    ctx: ToolContext,
    video: Scene,
    fps: Annotated[int, Field(ge=2, le=120)] | None = None,
    slow: Annotated[float, Field(ge=1, le=8)] = 1.0,
    sound: Literal["keep", "mute"] = "keep",
) -> Interpolated:
    """Make a whole video move more smoothly: frames in between, by the motion of what it shows.

    Without `fps` it gets twice as many frames a second; with `slow` it lasts so many times as long,
    at its own rate (a usual one where that is over 60) unless `fps` says another. Drawings that are
    held for two or three frames (on twos) are set in motion, too: `fps` as it is does that alone;
    longer holds stay. Nothing is made across the `cuts` that are found; `made` counts the new
    frames. `sound` is kept as it is, in slow motion with its pitch. retime_video() is for parts.

        fluid = await interpolate_frames(take["video"], fps=48)
        slow = await interpolate_frames(scene, slow=4)
    """
    beside = await moved(ctx, video) if slow > 1 and sound == "keep" else []
    asked = {"fps": fps, "slow": slow, "sound": sound, "moved": beside}
    interpolated, made = await edit(
        ctx, video, lambda source, out: Interpolate(video=source, out=out, **asked)
    )
    return {
        "video": interpolated,
        "duration": made["duration"],
        "fps": made["fps"],
        "made": made["made"],
        "cuts": made["cuts"],
    }
