"""segment_video: which pixels of a video are its subject, frame by frame."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Mask
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds
from tools.engines.media.masks import SUFFIX
from tools.engines.media.probe import probe
from tools.engines.sam2.requests import SegmentVideo

Pixels = Annotated[float, Field(ge=0, le=16384)]


class Segmented(TypedDict):
    mask: Mask
    share: float
    seen: float
    found_by: str
    method: str


@tool("video", engines=("sam2", "vision"))
async def segment_video(
    ctx: ToolContext,
    video: Scene,
    point: Annotated[list[Pixels], Field(min_length=2, max_length=2)] | None = None,
    box: Annotated[list[Pixels], Field(min_length=4, max_length=4)] | None = None,
    at: Seconds = 0.0,
) -> Segmented:
    """Find which pixels of a video are its subject, in every frame: a mask over time.

    `point` [x, y] lies on the subject or `box` [x0, y0, x1, y1] around it, in pixels of the frame
    that is shown at `at` seconds; it is followed from there both ways, as far as the shot goes.
    With neither, the figure in front is taken in each shot, else what moves otherwise than the
    rest. `share` of the picture that it takes up where it is seen, and `seen` of the frames, are
    from 0 to 1; `found_by` is "point", "box", "figure" or "motion". composite() puts the subject
    before another picture.

        subject = await segment_video(scene, box=[120, 40, 380, 400], at=1.5)
        moved = await composite(scene, subject["mask"], over=beach)
    """
    if point and box:
        raise ToolError("both `point` and `box` were given.", "Give the one that is surer.")
    out = ctx.folder / f"mask{SUFFIX}"
    made = await ctx.engine.run(
        SegmentVideo(path=ctx.path(video), out=out, point=point, box=box, at=at)
    )
    return {
        "mask": Mask(ctx.keep(out, "mask", probe(out), inputs=[video], notes=dict(made))),
        "share": made["share"],
        "seen": made["seen"],
        "found_by": made["found_by"],
        "method": made["method"],
    }
