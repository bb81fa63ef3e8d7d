"""Where in a picture a detector looks that sees only a small square of pixels."""

from collections.abc import Iterator

import numpy as np

from tools.engines.vision.region import Region

_SIDES = (1.0, 0.6)  # of the tiles, in short sides of the picture
_LEAST = 16  # pixels: in less there is no face, and a line would be of thousands of tiles
_STEP = 0.55  # between tiles, in their sides: a face of half a tile lies whole in one of them


def tiles(height: int, width: int) -> Iterator[Region]:
    """Squares of several sizes that overlap and cover a picture of `height` x `width` pixels."""
    for share in _SIDES:
        side = share * min(width, height)
        if side < _LEAST or side > 0.9 * max(width, height):  # or the whole picture once more
            continue
        for y in _centres(height, side):
            for x in _centres(width, side):
                yield Region(x, y, side)


def _centres(length: int, side: float) -> np.ndarray:
    """Centres of as many tiles as cover `length`."""
    count = 1 + int(np.ceil(max(length - side, 0) / (_STEP * side)))
    return np.linspace(side / 2, length - side / 2, count)
