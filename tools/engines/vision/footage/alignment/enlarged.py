"""Whether a part of a source can be found again at all: not one of even colour, of stripes that run
through, or of grain finer than what is looked at."""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.footage.alignment.match import Match, is_blank
from tools.engines.vision.footage.alignment.thumbnails import Thumbnails
from tools.engines.vision.footage.upright import some_frames

_TRIED = 6  # frames of the source
_ENLARGED = (1.5, 2.0, 2.5)  # one after the other
_LONG_SIDE = 1280  # pixels of the frames that are enlarged


def found_enlarged(path: Path, source: Thumbnails) -> float | None:
    """The share of some of the frames of the source at `path`, each enlarged about its middle as a
    zoom would do, that are found again in it, 0 to 1; None where all are blank."""
    telling = np.flatnonzero([not is_blank(frame) for frame in source.frames])
    if not len(telling):
        return None
    picked = telling[np.unique(np.linspace(0, len(telling) - 1, _TRIED).astype(int))]
    wanted = {int(source.numbers[index]) for index in picked}
    width, height = 2 * source.size[0], 2 * source.size[1]
    finer = np.stack(
        [
            _enlarged(frame, _ENLARGED[count % len(_ENLARGED)], (width, height))
            for count, (_, frame) in enumerate(some_frames(path, _LONG_SIDE, wanted))
        ]
    )
    frames = np.stack([cv2.resize(f, source.size, interpolation=cv2.INTER_AREA) for f in finer])
    picked = picked[: len(frames)]
    step = float(np.diff(source.times[picked]).mean()) if len(picked) > 1 else source.step
    parts = Thumbnails(frames, finer, source.times[picked], source.numbers[picked], step)
    return float(Match(parts, source).shown().mean())


def _enlarged(rgb: np.ndarray, zoom: float, size: tuple[int, int]) -> np.ndarray:
    """The middle of a frame (h, w, 3), in the size (width, height)."""
    height, width = rgb.shape[:2]
    high, wide = max(1, round(height / zoom)), max(1, round(width / zoom))
    top, left = (height - high) // 2, (width - wide) // 2
    part = rgb[top : top + high, left : left + wide]
    smaller = size[0] < wide
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
