"""pick_frames: the frames that show most of a video."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.media.probe import probe
from tools.engines.vision.requests import PickFrames


class PickedFrame(TypedDict):
    """`at` in seconds of the video; `shot`: the number of its shot, from 0."""

    image: Image
    at: float
    shot: int


class PickedFrames(TypedDict):
    frames: list[PickedFrame]


@tool("video", engines=("vision",))
async def pick_frames(
    ctx: ToolContext, video: Scene, count: Annotated[int, Field(ge=1, le=1000)] = 12
) -> PickedFrames:
    """Pick the frames that show most of a video, in order and in full size.

    Some of every shot, more where more moves, each the sharpest near by; a short video has fewer
    than `count`.

        picked = (await pick_frames(scene, count=4))["frames"]
        cut = await remove_background(picked[0]["image"])
    """
    made = await ctx.engine.run(PickFrames(path=ctx.path(video), count=count, out=ctx.folder))
    frames: list[PickedFrame] = []
    for one in made["frames"]:
        path = ctx.folder / one["file"]
        notes = {"at": one["at"], "shot": one["shot"]}
        image = Image(ctx.keep(path, "image", probe(path), notes=notes, inputs=[video]))
        frames.append({"image": image, "at": one["at"], "shot": one["shot"]})
    return {"frames": frames}
