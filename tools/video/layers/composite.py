"""composite: the subject of one video before another picture or video."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Mask, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene
from tools.engines.media.probe import probe
from tools.engines.opencv.requests import Composite

Place = Annotated[float, Field(ge=-1, le=2)]


class Composited(TypedDict):
    video: Video
    duration: float
    share: float


@tool("video", engines=("opencv",))
async def composite(
    ctx: ToolContext,
    video: Scene,
    mask: Mask,
    over: Annotated[str, Field(pattern=r"^(image|video):[0-9a-f]{16}$")],
    soft: Annotated[float, Field(ge=0, le=32)] = 1.0,
    size: Annotated[float, Field(ge=0.1, le=4)] = 1.0,
    x: Place = 0.5,
    y: Place = 0.5,
) -> Composited:
    """Put the subject of a video before another picture or video, with soft edges.

    `mask` is what segment_video() made of this video; `over` is what is seen behind, and gives the
    result its size: a video that ends sooner stands still at its end. The video fits into it at
    `size` 1, its middle at `x` and `y` in shares of its width and height. `soft`: pixels by which
    the edge is blurred besides. What shone through at the edge is taken out of its colours. Length,
    rate and sound are the video's; `share` of the result is subject.

        subject = await segment_video(scene)
        moved = await composite(scene, subject["mask"], over=beach, size=0.8, y=0.6)
    """
    out = ctx.folder / "composite.mp4"
    made = await ctx.engine.run(
        Composite(
            video=ctx.path(video),
            out=out,
            mask=ctx.path(mask),
            over=ctx.path(over),
            soft=soft,
            size=size,
            x=x,
            y=y,
        )
    )
    return {
        "video": Video(ctx.keep_master(out, probe(out), inputs=[video, mask, over])),
        "duration": made["duration"],
        "share": made["share"],
    }
