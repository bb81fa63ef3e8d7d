"""remove_background: a figure cut out of its picture."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.vision.requests import CutFigure


class CutOutPicture(TypedDict):
    image: Image
    mask: Image
    share: float


@tool("picture", engines=("matting", "vision"))
async def remove_background(ctx: ToolContext, image: Image) -> CutOutPicture:
    """Cut the figure out of a picture, in its size.

    `image` has an alpha channel, `mask` is white where the figure is, `share` is how much of the
    picture it takes up, 0 to 1.

        cut = await remove_background(photo)
        anew = await edit_image(photo, "the same in a spacesuit", mask=cut["mask"], strength=0.7)
    """
    out, mask = ctx.folder / "cut.png", ctx.folder / "mask.png"
    made = await ctx.engine.run(CutFigure(path=ctx.path(image), out=out, mask=mask))
    return {
        "image": Image(ctx.keep(out, "image", probe(out), inputs=[image])),
        "mask": Image(ctx.keep(mask, "image", probe(mask), inputs=[image])),
        "share": made["share"],
    }
