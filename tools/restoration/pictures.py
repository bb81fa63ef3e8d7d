"""A picture as the tools here take it, and as they hand it back."""

from pathlib import Path

import numpy as np
import PIL.Image

from studio.media.opener import in_eight_bits, open_picture
from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.engines.media.probe import probe


def opened(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """RGB uint8 (h, w, 3), and alpha uint8 (h, w) of a picture that has it. MediaError when it
    cannot be read."""
    with open_picture(path) as deep:
        picture = in_eight_bits(deep)
        if "A" not in picture.getbands() and "transparency" not in picture.info:
            return np.asarray(picture.convert("RGB")), None
        rgba = np.asarray(picture.convert("RGBA"))
    return np.ascontiguousarray(rgba[..., :3]), rgba[..., 3]


def kept(ctx: ToolContext, pixels: np.ndarray, inputs: list[str], method: str) -> Image:
    """The pixels as a PNG in the store."""
    out = ctx.folder / "made.png"
    PIL.Image.fromarray(pixels).save(out)
    return Image(ctx.keep(out, "image", probe(out), inputs=inputs, notes={"method": method}))
