"""A mask over time as a video: grey, FFV1 in Matroska, every value as it was."""

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np

from studio.errors import ToolError
from studio.media.opener import open_medium
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.runner import BITEXACT, PIPED, TIME_LIMIT
from tools.engines.media.frames import piped

SUFFIX = ".mkv"
_APART = 2  # frames by which mask and video may differ in length


@contextlib.contextmanager
def mask_film(out: Path, rate: Fraction) -> Iterator[Callable[[np.ndarray], None]]:
    """Write a mask at `out` of the frames that the yielded function is given: uint8 (h, w), all of
    one size, 255 on the subject. EngineError when FFmpeg fails."""
    arguments = [*PIPED, "-c:v", "ffv1", "-level", "3", "-pix_fmt", "gray", *BITEXACT, str(out)]
    begun = False
    with piped(arguments, "writing the mask", stdin=subprocess.PIPE) as process:

        def write(mask: np.ndarray) -> None:
            nonlocal begun
            if not begun:
                begun = True
                height, width = mask.shape
                size = f"W{width} H{height} F{rate.numerator}:{rate.denominator}"
                process.stdin.write(f"YUV4MPEG2 {size} Ip A1:1 Cmono XCOLORRANGE=FULL\n".encode())
            process.stdin.write(b"FRAME\n")
            process.stdin.write(np.ascontiguousarray(mask).data)

        yield write
        process.stdin.close()
        process.wait(TIME_LIMIT)


def masks(path: Path) -> Iterator[np.ndarray]:
    """The frames of a mask: uint8 (h, w). MediaError when they cannot be decoded, ToolError for a
    video in colours."""
    with open_medium(path) as medium:
        for frame in medium.pictures():
            if not frame.format.name.startswith("gray"):
                raise ToolError(
                    f"{path.name} is no mask over time.", "Pass the mask that segment_video() made."
                )
            yield frame.to_ndarray(format="gray")


def masks_of(path: Path, footage: Footage) -> Iterator[np.ndarray]:
    """A mask for every frame; the last one stands for what is missing at the end."""
    count = read(path).frames
    if abs(count - footage.frames) > _APART:
        raise ToolError(
            f"the mask has {count} frames, the video {footage.frames}.",
            "Make the mask of this very video, after it is cut.",
        )
    mask: np.ndarray | None = None
    for mask in masks(path):
        yield mask
    if mask is not None:
        yield from repeat(mask)


def in_size(mask: np.ndarray, height: int, width: int) -> np.ndarray:
    """The mask at another size."""
    if mask.shape == (height, width):
        return mask
    shrinks = mask.shape[0] > height
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(mask, (width, height), interpolation=way)
