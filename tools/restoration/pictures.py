"""A picture as the tools here take it, and as they hand it back."""

from pathlib import Path

import numpy as np
import PIL.Image

from studio.nouns.artifact import Image
from tools.context import ToolContext
from tools.engines.media.pixels import pixels_of
from tools.engines.media.probe import probe


def opened(path: Path) -> tuple[np.ndarray, np.ndarray | None]:
    """RGB uint8 (h, w, 3), and alpha uint8 (h, w) of a picture that has it. MediaError when it
    cannot be read."""
    pixels = pixels_of(path)
    if pixels.shape[2] == 3:
        return pixels, None
    return np.ascontiguousarray(pixels[..., :3]), pixels[..., 3]


def kept(ctx: ToolContext, pixels: np.ndarray, inputs: list[str], method: str) -> Image:
    """The pixels as a PNG in the store."""
    out = ctx.folder / "made.png"
    PIL.Image.fromarray(pixels).save(out)
    return Image(ctx.keep(out, "image", probe(out), inputs=inputs, notes={"method": method}))
