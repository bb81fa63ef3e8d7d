"""detect_cuts: the shots of a video."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.ffmpeg.requests import DetectCuts


class ShotSpan(TypedDict):
    """From the first frame of a shot to the first one of the next, in seconds."""

    start: float
    end: float


class Shots(TypedDict):
    shots: list[ShotSpan]


@tool("video", engines=("ffmpeg",))
async def detect_cuts(
    ctx: ToolContext,
    video: Scene,
    threshold: Annotated[float, Field(gt=1, le=20)] = 3.0,
    shortest: Annotated[float, Field(ge=0.04, le=60)] = 0.5,
) -> Shots:
    """Find the shots of a video: where it is cut, one picture following another at once.

    `threshold`: how many times as much as its neighbours a frame must change to be a cut; lower
    finds more. No shot is under `shortest` seconds. A video without a cut is one shot.

        first = (await detect_cuts(scene))["shots"][0]
        opening = await trim_video(scene, start=first["start"], end=first["end"])
    """
    made = await ctx.engine.run(
        DetectCuts(video=ctx.path(video), threshold=threshold, shortest=shortest)
    )
    return {"shots": made["shots"]}
