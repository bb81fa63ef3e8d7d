"""exaggerate_motion: a video in which everything moves farther."""

from typing import Annotated

from pydantic import Field

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, Seconds, edit, told
from tools.engines.opencv.requests import ExaggerateMotion


@tool("edit", engines=("opencv",))
async def exaggerate_motion(
    ctx: ToolContext,
    video: Scene,
    factor: Annotated[float, Field(ge=1, le=10)] = 2.0,
    memory: Annotated[float, Field(ge=0.1, le=10)] = 1.0,
    start: Seconds = 0.0,
    end: Seconds | None = None,
) -> Edited:
    """Let everything in a video that sways, breathes or trembles do so `factor` times as far.

    A movement is how far something is from where it was over the last `memory` seconds: less of
    them exaggerates quick movements alone. Nothing is moved by more than an eighth of the frame;
    what lies around it stretches along. The camera should stand still (stabilize() first). From
    `start` to `end` in seconds; times and sound stay. exaggerate_faces() is for expressions.

        gasping = await exaggerate_motion(scene, factor=4)
    """
    about = {"factor": factor, "memory": memory, "start": start, "end": end}
    moved, made = await edit(
        ctx, video, lambda source, out: ExaggerateMotion(video=source, out=out, **about)
    )
    return {"video": moved, **told(made, "duration")}
