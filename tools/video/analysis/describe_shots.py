"""describe_shots: what each shot of a video is like."""

from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.shots.requests import DescribedShot, DescribeShots


class ShotsOfVideo(TypedDict):
    shots: list[DescribedShot]
    duration: float


@tool("video", engines=("vision",))
async def describe_shots(ctx: ToolContext, video: Scene) -> ShotsOfVideo:
    """Tell of each shot of a video its size, camera, motion, colours and light, by measuring.

    `size` is by the largest face or body (None: nobody is seen); `camera` the main move, whose
    `camera_speed` is in widths of the frame a second, of a zoom in growth a second; `motion` the
    mean speed of what moves by itself. `palette` holds the main colours, `colours` how much of the
    picture each name of a colour takes. `light`: mean `luminance`, `contrast` in stops, `warmth`.

        shots = (await describe_shots(scene))["shots"]
        nearest = [shot for shot in shots if shot["size"] == "close_up"]
    """
    found = await ctx.engine.run(DescribeShots(path=ctx.path(video)))
    return {"shots": found["shots"], "duration": found["duration"]}
