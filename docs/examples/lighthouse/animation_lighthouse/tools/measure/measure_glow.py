"""measure_glow: how much of a picture glows."""

from typing_extensions import TypedDict

from animation_studio import Image, ToolContext, tool

from ...engines.photometer.engine import MeasureGlow


class GlowMeasures(TypedDict):
    """`share` of the pixels that glow, 0 to 1; `brightest` luma, 0 to 1."""

    share: float
    brightest: float


@tool("measure", engines=("photometer",))
async def measure_glow(ctx: ToolContext, image: Image) -> GlowMeasures:
    """Measure how much of a picture glows, such as a lamp that is lit.

    `share` of its pixels that are nearly white, and the luma of the brightest one, 0 to 1.

        glow = await measure_glow(still["image"])
    """
    return {**await ctx.engine.run(MeasureGlow(path=ctx.path(image)))}
