"""Frames out of a video file."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from studio.media.opener import open_medium


def read_frames(
    path: Path, long_side: int | None = None, form: str = "rgb24"
) -> Iterator[tuple[float, np.ndarray]]:
    """(seconds from the start, uint8 frame) for every frame, RGB or in another form of FFmpeg's,
    shrunk to `long_side` if larger. MediaError when the video cannot be decoded."""
    first: float | None = None
    for frame in decoded(path):
        time = float(frame.pts * frame.time_base)
        first = time if first is None else first
        yield time - first, _shrunk(frame.to_ndarray(format=form), long_side)


def decoded(path: Path) -> Iterator[av.VideoFrame]:
    """Every frame of a video. MediaError when it cannot be decoded."""
    with open_medium(path) as medium:
        yield from medium.pictures()


def _shrunk(rgb: np.ndarray, long_side: int | None) -> np.ndarray:
    if long_side is None or max(rgb.shape[:2]) <= long_side:
        return rgb
    scale = long_side / max(rgb.shape[:2])
    return cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
