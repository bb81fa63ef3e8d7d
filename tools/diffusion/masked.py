"""A clip of which only what a mask holds is painted."""

from math import ceil
from pathlib import Path

from studio.errors import ToolError
from studio.nouns.artifact import Mask
from tools.context import ToolContext
from tools.engines.opencv.requests import ChangeWithin, WeighMask


async def shown_in(ctx: ToolContext, video: str, mask: Mask, frames: int, fps: int) -> list[bool]:
    """Of each of `frames` at `fps` a second whether the mask holds anything while it is seen.
    ToolError for a mask of another video, or of nothing."""
    weighed = await ctx.other("opencv").run(WeighMask(video=ctx.path(video), mask=ctx.path(mask)))
    shares, each = weighed["shares"], weighed["rate"] / fps
    if not any(shares):
        raise ToolError(
            "the mask is black in every frame.", "Make one of the subject with segment_video()."
        )
    spans = [(ceil(number * each), ceil((number + 1) * each)) for number in range(frames)]
    return [any(shares[first : max(last, first + 1)]) for first, last in spans]


async def only_within(ctx: ToolContext, video: str, mask: Mask, painted: Path) -> Path:
    """The video with what was painted where the mask is white: a file of this call's."""
    out = ctx.folder / "within.mp4"
    await ctx.other("opencv").run(
        ChangeWithin(video=ctx.path(video), mask=ctx.path(mask), changed=painted, out=out)
    )
    return out
