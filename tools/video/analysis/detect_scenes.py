"""detect_scenes: the shots of a video, and what joins them."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.shots.requests import DetectScenes, FoundJoint, Span


class Scenes(TypedDict):
    shots: list[Span]
    transitions: list[FoundJoint]
    flashes: list[Span]


@tool("video", engines=("vision",))
async def detect_scenes(
    ctx: ToolContext,
    video: Scene,
    threshold: Annotated[float, Field(gt=1, le=20)] = 3.0,
    shortest: Annotated[float, Field(ge=0.04, le=60)] = 0.5,
) -> Scenes:
    """Find the shots of a video, and what joins them: cuts, dissolves or fades.

    Shots follow one another from 0 to the end; where one is dissolved into another or fades, they
    part in the middle. A cut's `start` and `end` are one time. `threshold`: how many times as much
    as its neighbours a frame must change to be a cut; lower finds more. No shot is under `shortest`
    seconds: what is shown for less, with the picture from before behind it, is one of the
    `flashes`. A video without a cut is one shot.

        first = (await detect_scenes(scene))["shots"][0]
        opening = await trim_video(scene, start=first["start"], end=first["end"])
    """
    made = await ctx.engine.run(
        DetectScenes(video=ctx.path(video), threshold=threshold, shortest=shortest)
    )
    return Scenes(**made)
