"""upscale_image: a picture with more pixels."""

import cv2
import numpy as np
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import probe
from tools.engines.restoration.requests import Effort, Factor
from tools.restoration.pictures import kept, opened
from tools.restoration.upscaling import check_size, enlarged

MOST = 8192 * 4320  # pixels of the result


class UpscaledImage(TypedDict):
    image: Image
    width: int
    height: int
    method: str


@tool("restoration", engines=("spandrel", "ncnn", "opencv"))
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
    facts = probe(ctx.path(image))
    check_size(facts.width or 0, facts.height or 0, factor, MOST)
    rgb, alpha = opened(ctx.path(image))
    if alpha is not None:
        rgb = _drawn_on(rgb, alpha)
    made, method = await enlarged(ctx.engine, rgb, factor, effort, ctx.folder)
    height, width = made.shape[:2]
    if alpha is not None:
        # Wider filters ring, and leave a veil around the figure.
        large = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_CUBIC)
        made = np.dstack([made, large])
    return {
        "image": kept(ctx, made, [image], method),
        "width": width,
        "height": height,
        "method": method,
    }


def _drawn_on(rgb: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """The colours of a picture, drawn on over what is clear: there is no edge to be seen."""
    seen = (alpha / 255).astype(np.float32)
    sums, weights, reach = rgb * seen[..., None], seen, 5
    while weights.min() < 1e-3 and reach < 2 * max(seen.shape):
        around = cv2.blur(sums, (reach, reach)), cv2.blur(weights, (reach, reach))
        empty = weights < 1e-3
        sums = np.where(empty[..., None], around[0], sums)
        weights = np.where(empty, around[1], weights)
        reach = 2 * reach + 1
    return np.clip(np.rint(sums / np.maximum(weights, 1e-6)[..., None]), 0, 255).astype(np.uint8)
