"""A picture's pixels for who works on them outside the media workers."""

from pathlib import Path
from typing import Literal

import numpy as np

from studio.media.opener import in_eight_bits, open_picture
from studio.settings import settings
from tools.engines.media.confined import confined
from tools.scratch import Scratch


def pixels_of(path: Path, mode: Literal["L", "RGB", "RGBA"] | None = None) -> np.ndarray:
    """A picture in a mode of Pillow's, by default RGB, or RGBA where it has alpha: uint8 (h, w), or
    (h, w, 3 or 4). It is decoded in a media worker. MediaError when it cannot be."""
    scratch = Scratch(settings().paths.scratch, "pixels")
    try:
        out = scratch.folder / "pixels.npy"
        _decode(path, mode, out)
        return np.load(out)
    finally:
        scratch.remove()


@confined
def _decode(path: Path, mode: str | None, out: Path) -> None:
    with open_picture(path) as deep:
        picture = in_eight_bits(deep)
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        np.save(out, np.asarray(picture.convert(mode or ("RGBA" if has_alpha else "RGB"))))
