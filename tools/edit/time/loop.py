"""loop: a video played again and again."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit, told
from tools.engines.ffmpeg.edit.parts.requests import Loop


class Looped(TypedDict):
    """`period`: seconds from one beginning to the next; `count`: how often it begins."""

    video: Video
    duration: float
    period: float
    count: int


@tool("edit", engines=("ffmpeg",))
async def loop(
    ctx: ToolContext,
    video: Scene,
    count: Annotated[int, Field(ge=1, le=1000)] | None = None,
    duration: Annotated[float, Field(gt=0, le=7200)] | None = None,
    crossfade: Annotated[float, Field(ge=0, le=10)] = 0.0,
    back_and_forth: bool = False,
) -> Looped:
    """Play a video `count` times, or over and over until `duration` seconds are full.

    `crossfade`: seconds in which each round leads over into the next, picture and sound; every
    round but the last is that much shorter. `back_and_forth` plays it forwards, then backwards, in
    each round, with no jump at all.

        three = await loop(gag["video"], count=3)
        ground = await loop(waves, duration=30, crossfade=0.5)
    """
    if (count is None) == (duration is None):
        raise ToolError(
            "loop() is told neither or both of `count` and `duration`.",
            "Pass one of them: how often, or for how many seconds.",
        )
    if back_and_forth and crossfade:
        raise ToolError(
            "loop() is asked for a `crossfade` and to go back and forth, where nothing jumps.",
            "Leave one of them out.",
        )
    about = {"count": count, "duration": duration, "crossfade": crossfade, "back": back_and_forth}
    looped, made = await edit(ctx, video, lambda source, out: Loop(video=source, out=out, **about))
    return {"video": looped, **told(made, "duration", "period", "count")}
