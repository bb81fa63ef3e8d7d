"""inpaint: what is behind a hole in a picture, made up."""

from typing import Annotated

import cv2
import numpy as np
from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.pixels import pixels_of
from tools.engines.restoration.requests import Effort, Fill
from tools.restoration.pictures import kept, opened

MOST = 4096 * 4096  # pixels


class Inpainted(TypedDict):
    image: Image
    share: float
    method: str


@tool("restoration", engines=("lama", "opencv"))
async def inpaint(
    ctx: ToolContext,
    image: Image,
    mask: Image,
    grow: Annotated[int, Field(ge=0, le=64)] = 3,
    effort: Effort = "best",
) -> Inpainted:
    """Take something out of a picture: where the mask is white, what lies behind is made up.

    `mask` has the picture's size (a pass of render_character, or of remove_background); it grows by
    `grow` pixels, for edges leave a rim. What is black stays, pixel for pixel. `share` of the
    picture is filled, 0 to 1. `method`: the network "big-lama"; else, out of the rest of the
    picture, "patches" for a wide hole (minutes for a large picture) and "telea", which smears, for
    a narrow one and with `effort` "fast". No words steer it: edit_image() paints what is asked for.

        cut = await remove_background(photo)
        empty = await inpaint(photo, cut["mask"], grow=6)
    """
    rgb, alpha = opened(ctx.path(image))
    hole = _hole(ctx, mask, rgb.shape[:2], grow)
    given, where, out = (ctx.folder / f"{name}.npy" for name in ("given", "mask", "filled"))
    np.save(given, rgb)
    np.save(where, hole)
    told = await ctx.engine.run(Fill(path=given, mask=where, out=out, effort=effort))
    made = np.load(out)
    if alpha is not None:
        made = np.dstack([made, alpha])
    return {
        "image": kept(ctx, made, [image, mask], told["method"]),
        "share": round(float((hole > 0).mean()), 4),
        "method": told["method"],
    }


def _hole(ctx: ToolContext, mask: str, shape: tuple[int, int], grow: int) -> np.ndarray:
    """255 where the mask is white, grown, else 0. ToolError for one that cannot be meant."""
    height, width = shape
    white = pixels_of(ctx.path(mask), "L") > 127
    if white.shape != shape:
        raise ToolError(
            f"the mask has {white.shape[1]}x{white.shape[0]} pixels, the picture {width}x{height}.",
            "Give a mask of the picture's size.",
        )
    if height * width > MOST:
        raise ToolError(
            f"the picture has {width}x{height} pixels, over the limit of {MOST / 1e6:.1f} million.",
            "Give a smaller one.",
        )
    if not white.any():
        raise ToolError("the mask is black: there is nothing to fill.", "Let it be white there.")
    size = 2 * grow + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    hole = cv2.dilate(255 * white.astype(np.uint8), kernel)
    if hole.all():
        raise ToolError(
            f"the mask, grown by {grow} pixels, is white: nothing is left to go by.",
            "Let part of the picture be black in it.",
        )
    return hole
