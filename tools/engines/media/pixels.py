"""The pixels of pictures and clips for who works on them outside the media workers."""

from pathlib import Path
from typing import Literal

import numpy as np

from studio.media.opener import in_eight_bits, open_picture
from tools.engines.media.arrays import array_of
from tools.engines.media.confined import confined
from tools.engines.vision.footage.frames import read_frames


def pixels_of(path: Path, mode: Literal["L", "RGB", "RGBA"] | None = None) -> np.ndarray:
    """A picture in a mode of Pillow's, by default RGB, or RGBA where it has alpha: uint8 (h, w), or
    (h, w, 3 or 4). It is decoded in a media worker. MediaError when it cannot be."""
    return array_of(_decode, path, mode)


def frames_of(
    path: Path, long_side: int | None = None, form: Literal["gray", "rgb24", "rgba"] = "rgb24"
) -> list[tuple[float, np.ndarray]]:
    """(seconds from the start, uint8 frame (h, w) or (h, w, 3 or 4)) for every frame of a short
    clip, shrunk to `long_side` if larger. They are decoded in a media worker. MediaError when they
    cannot be."""
    kept = array_of(_decode_frames, path, long_side, form)
    return list(zip(kept["time"].tolist(), kept["frame"], strict=True))


@confined
def _decode(path: Path, mode: str | None, out: Path) -> None:
    with open_picture(path) as deep:
        picture = in_eight_bits(deep)
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        np.save(out, np.asarray(picture.convert(mode or ("RGBA" if has_alpha else "RGB"))))


@confined
def _decode_frames(path: Path, long_side: int | None, form: str, out: Path) -> None:
    times, frames = zip(*read_frames(path, long_side, form), strict=True)
    kept = np.empty(len(times), [("time", float), ("frame", np.uint8, frames[0].shape)])
    kept["time"], kept["frame"] = times, frames
    np.save(out, kept)
