"""Frames out of a video file."""

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np

from studio.errors import ToolError


def read_frames(path: Path, long_side: int | None = None) -> Iterator[tuple[float, np.ndarray]]:
    """(seconds from the start, RGB uint8 frame) for every frame, shrunk to `long_side` if larger.
    ToolError when the video cannot be decoded."""
    first: float | None = None
    for frame in decoded(path):
        time = float(frame.pts * frame.time_base)
        first = time if first is None else first
        yield time - first, _shrunk(frame.to_ndarray(format="rgb24"), long_side)


def decoded(path: Path) -> Iterator[av.VideoFrame]:
    """Every frame of a video. ToolError when it cannot be decoded."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            yield from container.decode(stream)
    except av.error.FFmpegError as fault:
        raise ToolError(
            f"the pictures of {path.name} cannot be decoded: {fault.strerror}.",
            "Make the artifact again.",
        ) from fault


def _shrunk(rgb: np.ndarray, long_side: int | None) -> np.ndarray:
    if long_side is None or max(rgb.shape[:2]) <= long_side:
        return rgb
    scale = long_side / max(rgb.shape[:2])
    return cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
