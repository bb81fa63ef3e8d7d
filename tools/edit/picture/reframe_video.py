"""reframe_video: punch-ins, pans and zooms over a finished video."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, Share, Zoom, link
from tools.engines.ffmpeg.requests import Reframe

Ease = Literal["smooth", "snap", "overshoot", "linear", "cut"]


class ViewKey(TypedDict):
    """What is seen at `time` s: 1/`zoom` of the frame around `x` and `y` (0 left or top, 1 right or
    bottom, the middle by default), and how the view comes here from the key before."""

    time: Seconds
    zoom: Zoom
    x: NotRequired[Share]
    y: NotRequired[Share]
    ease: NotRequired[Ease]


class Reframed(TypedDict):
    video: Video
    duration: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def reframe_video(
    ctx: ToolContext,
    video: Scene,
    keys: Annotated[list[ViewKey], Field(min_length=1, max_length=40)],
) -> Reframed:
    """Zoom and pan within a video, between keys in order of time; the size stays.

    Before the first key and after the last one the view rests; one key alone crops the whole video.
    The view never leaves the frame. `ease`: "smooth" starts and ends softly, "snap" is there almost
    at once (a snap zoom: two keys 0.2 s apart), "overshoot" goes a little too far and comes back,
    "linear", or "cut" changes at the key.

        shock = await reframe_video(scene, [
            {"time": 1.0, "zoom": 1.0},
            {"time": 1.2, "zoom": 2.5, "x": 0.5, "y": 0.3, "ease": "snap"},
        ])
    """
    whole = [{"x": 0.5, "y": 0.5, "ease": "smooth", **key} for key in keys]
    reframed, made = await link(
        ctx, video, lambda source, out: Reframe(video=source, out=out, keys=whole)
    )
    return {"video": reframed, "duration": made["duration"]}
