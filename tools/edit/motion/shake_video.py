"""shake_video: the shake of an impact."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, link
from tools.engines.ffmpeg.requests import Shake


class Shaken(TypedDict):
    video: Video
    duration: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def shake_video(
    ctx: ToolContext,
    video: Scene,
    start: Seconds,
    end: Seconds,
    amount: Annotated[float, Field(gt=0, le=4)] = 1.0,
    decay: bool = True,
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
) -> Shaken:
    """Shake the picture from `start` to `end` in seconds, as if the camera were hit.

    `amount` 1 moves it by up to 3 % of the frame. With `decay` the shake is strongest at `start`
    and dies down; else it rumbles on evenly. The picture is enlarged a little meanwhile, so that
    no edge is seen.

        hit = await shake_video(scene, start=2.0, end=2.6, amount=1.5)
    """
    shaken, made = await link(
        ctx,
        video,
        lambda source, out: Shake(
            video=source, out=out, start=start, end=end, amount=amount, decay=decay, seed=seed
        ),
    )
    return {"video": shaken, "duration": made["duration"]}
