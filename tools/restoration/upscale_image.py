"""upscale_image: a picture with more pixels."""

import cv2
import numpy as np
import PIL.Image
from typing_extensions import TypedDict

from studio.media.opener import open_picture
from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.restoration.requests import Effort, Factor
from tools.restoration.upscaling import check_size, enlarged

MOST = 8192 * 4320  # pixels of the result


class UpscaledImage(TypedDict):
    image: Image
    width: int
    height: int
    method: str


@tool("restoration", engines=("ncnn", "opencv"))
async def upscale_image(
    ctx: ToolContext, image: Image, factor: Factor = 2, effort: Effort = "best"
) -> UpscaledImage:
    """Make a picture 2 or 4 times as wide and high, with edges as sharp as before.

    A network (Real-ESRGAN) draws the detail that such a picture would have: it looks sharper, and
    is no measurement of what was there. `effort` "fast" draws a little flatter and takes a
    twentieth of the time ("best" takes minutes for a large picture without a graphics card). An
    alpha channel is kept. At most 35 million pixels come of it. `method` is the network that did
    it, or "lanczos", a filter that adds nothing, where none is here.

        large = await upscale_image(still["image"], factor=4)
    """
    with open_picture(ctx.path(image)) as opened:
        check_size(*opened.size, factor, MOST)
        clear = "A" in opened.getbands() or "transparency" in opened.info
        pixels = np.asarray(opened.convert("RGBA" if clear else "RGB"))
    rgb = _opaque(pixels) if clear else pixels
    made, method = await enlarged(ctx.engine, rgb, factor, effort, ctx.folder)
    if clear:
        size = made.shape[1::-1]
        alpha = cv2.resize(pixels[..., 3], size, interpolation=cv2.INTER_LANCZOS4)
        made = np.dstack([made, alpha])
    out = ctx.folder / "upscaled.png"
    PIL.Image.fromarray(made).save(out)
    kept = Image(ctx.keep(out, "image", probe(out), inputs=[image], notes={"method": method}))
    return {"image": kept, "width": made.shape[1], "height": made.shape[0], "method": method}


def _opaque(rgba: np.ndarray) -> np.ndarray:
    """The colours of an RGBA picture, drawn on over what is clear: there is no edge to be seen."""
    colour, seen = rgba[..., :3].astype(np.float32), (rgba[..., 3] / 255).astype(np.float32)
    sums, weights, reach = colour * seen[..., None], seen, 5
    while weights.min() < 1e-3 and reach < 2 * max(seen.shape):
        around = cv2.blur(sums, (reach, reach)), cv2.blur(weights, (reach, reach))
        empty = weights < 1e-3
        sums = np.where(empty[..., None], around[0], sums)
        weights = np.where(empty, around[1], weights)
        reach = 2 * reach + 1
    return np.clip(np.rint(sums / np.maximum(weights, 1e-6)[..., None]), 0, 255).astype(np.uint8)
