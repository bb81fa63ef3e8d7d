"""estimate_depth: how near everything in a picture is."""

import numpy as np
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.restoration.requests import EstimateDepth
from tools.restoration.pictures import kept, opened


class EstimatedDepth(TypedDict):
    image: Image
    method: str


@tool("restoration", engines=("depth",))
async def estimate_depth(ctx: ToolContext, image: Image) -> EstimatedDepth:
    """Estimate how near everything in a picture is: near is white, as a depth control wants it.

    The result has the picture's size, 16 bits deep: inverse depth without a unit, from the nearest
    point to the farthest. It is a network's guess; of a scene that is rendered here the pass
    "depth" of render_character() is exact and needs no network.

        depth = await estimate_depth(photo)
        painted = await generate_image("a harbour at night, 3D animation",
                                       controls=[{"kind": "depth", "image": depth["image"]}])
    """
    given, out = ctx.folder / "given.npy", ctx.folder / "depth.npy"
    np.save(given, opened(ctx.path(image))[0])
    told = await ctx.engine.run(EstimateDepth(path=given, out=out))
    return {
        "image": kept(ctx, np.load(out), [image], told["method"]),
        "method": told["method"],
    }
