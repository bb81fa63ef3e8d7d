"""measure_motion: how fast, where and which way it moves in a video."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Table
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.vision.shots.requests import MeasureMotion, Moving


class MotionOfVideo(TypedDict):
    motion: Table
    spans: list[Moving]
    fastest: Moving | None
    moving: float
    duration: float


@tool("measure", engines=("vision",))
async def measure_motion(ctx: ToolContext, video: Scene) -> MotionOfVideo:
    """Measure how fast, where and which way something moves in a video, the camera's moves apart.

    `spans`: each stretch of motion, fastest `at`, with its `speed` there in widths of the frame a
    second, its mean `direction` in degrees (0 to the picture's right, 90 up) and its centre (0 to
    1). `fastest` is the fastest of them, None where all stands; `moving` the share of the time in
    which something moves. The table `motion` has `times`, and for each of them `speed`,
    `direction`, `x`, `y` and `camera`: how the whole picture goes to the right and down in widths a
    second, and its growth.

        fastest = (await measure_motion(scene))["fastest"]
        slow = await retime_video(
            scene, [{"start": fastest["start"], "end": fastest["end"], "speed": 0.5}]
        ) if fastest else None
    """
    found = await ctx.engine.run(MeasureMotion(path=ctx.path(video)))
    track = found.pop("track")
    return {"motion": Table(ctx.keep_table(track, inputs=[video])), **found}
