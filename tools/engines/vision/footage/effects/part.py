"""Whether an edit shows one part of its source's frame, be it that others look alike."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.footage.alignment.cropped import through
from tools.engines.vision.footage.alignment.match import is_blank
from tools.engines.vision.footage.alignment.thumbnails import grey_of, signature, texture
from tools.engines.vision.footage.upright import upright_frames

_LONG_SIDE = 320  # pixels of the frames of which a part is looked at
_SIZE = (96, 54)  # pixels of that part
_MOST = 100  # frames of each that are looked at


def part_of(path: Path, source: Path, part: Sequence[float]) -> float:
    """The median over the frames of the video at `path` of how alike each is to `part` (x, y, width
    and height, shares) of the source's frame at its likeliest moment: correlation of the textures,
    1 where neither has one."""
    left, top, width, height = part
    theirs = _seen(source, (left, top, width, height))
    mine = _seen(path, (0.0, 0.0, 1.0, 1.0))
    rows = np.stack([row for row, _ in theirs])
    blank = any(none for _, none in theirs)
    alike = [1.0 if none and blank else float((rows @ row).max()) for row, none in mine]
    return round(float(np.median(alike)), 3)


def _seen(path: Path, window: tuple[float, float, float, float]) -> list[tuple[np.ndarray, bool]]:
    """What is seen through a window, of _MOST frames or up to twice as many: its texture as a
    vector, and whether it has none."""
    found: list[tuple[np.ndarray, bool]] = []
    every = 1
    for number, (_, rgb) in enumerate(upright_frames(path, _LONG_SIDE)):
        if number % every:
            continue
        if len(found) == 2 * _MOST:
            found, every = found[::2], 2 * every
        small = cv2.resize(through(rgb, window), _SIZE, interpolation=cv2.INTER_AREA)
        found.append((signature(texture(grey_of(small))), is_blank(small)))
    return found
