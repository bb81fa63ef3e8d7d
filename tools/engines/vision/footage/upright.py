"""Frames the way they are meant to be seen: telephones note how the picture is turned."""

from collections.abc import Iterator, Set
from pathlib import Path

import av
import numpy as np

from studio.errors import ToolError
from tools.engines.vision.footage.frames import decoded


def upright_frames(path: Path, long_side: int) -> Iterator[tuple[float, np.ndarray]]:
    """(seconds from the start, RGB uint8 frame) for every frame, turned upright, shrunk to
    `long_side` pixels if larger. ToolError when there is no picture in it."""
    first: float | None = None
    for frame in decoded(path):
        time = float(frame.pts * frame.time_base)
        first = time if first is None else first
        yield time - first, _picture(frame, long_side)
    if first is None:
        raise ToolError(f"{path.name} has no frames.", "Pass a video that shows something.")


def upright_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels of the video at `path`, turned upright. ToolError when there is no
    picture in it."""
    for frame in decoded(path):
        size = frame.width, frame.height
        return size[::-1] if round(frame.rotation / 90) % 2 else size
    raise ToolError(f"{path.name} has no frames.", "Pass a video that shows something.")


def some_frames(path: Path, long_side: int, wanted: Set[int]) -> Iterator[tuple[int, np.ndarray]]:
    """(number, frame) of the `wanted` ones, as upright_frames() has them."""
    last = max(wanted, default=-1)
    for number, frame in enumerate(decoded(path)):
        if number > last:
            return
        if number in wanted:
            yield number, _picture(frame, long_side)


def _picture(frame: av.VideoFrame, long_side: int) -> np.ndarray:
    scale = min(1.0, long_side / max(frame.width, frame.height))
    width, height = max(round(frame.width * scale), 1), max(round(frame.height * scale), 1)
    rgb = frame.to_ndarray(width=width, height=height, format="rgb24", interpolation="AREA")
    return np.ascontiguousarray(np.rot90(rgb, round(frame.rotation / 90) % 4))
