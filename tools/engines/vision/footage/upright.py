"""Frames the way they are meant to be seen: telephones note how the picture is to be turned."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import av
import numpy as np

from studio.errors import ToolError
from tools.engines.vision.footage.frames import read_frames


def upright_frames(path: Path, long_side: int) -> Iterator[tuple[float, np.ndarray]]:
    """As read_frames(), turned upright. ToolError when there is no picture in it."""
    frames = read_frames(path, long_side)
    first = next(frames, None)
    if first is None:
        raise ToolError(f"{path.name} has no frames.", "Pass a video that shows something.")
    quarters = _quarter_turns(path)
    for time, frame in chain([first], frames):
        yield time, np.ascontiguousarray(np.rot90(frame, quarters)) if quarters else frame


def _quarter_turns(path: Path) -> int:
    """How often the pictures are to be turned by 90 degrees to the left."""
    with av.open(str(path)) as container:
        return round(next(container.decode(video=0)).rotation / 90) % 4
