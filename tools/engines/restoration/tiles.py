"""A large picture enlarged in tiles that a memory holds. NumPy only: every engine's environment has
it."""

from collections.abc import Callable, Iterator

import numpy as np

NETWORK = 4  # times: the networks that there are enlarge by so much
OVERLAP = 16  # pixels around a tile that the network sees besides, and that are cut off again

Work = Callable[[np.ndarray], np.ndarray]
"""A picture (h, w, 3), uint8, to one NETWORK times as large."""


def enlarged(
    picture: np.ndarray, factor: int, side: int, work: Work, told: Callable[[int, int], None]
) -> np.ndarray:
    """The picture `factor` times as large (a divisor of NETWORK), in tiles of at most `side` pixels
    and what overlaps. `told` before each tile, with its number from 0 and how many there are; it
    may raise, to stop."""
    height, width = picture.shape[:2]
    made = np.empty((height * factor, width * factor, 3), np.uint8)
    spans = [(rows, columns) for rows in _spans(height, side) for columns in _spans(width, side)]
    for number, ((top, bottom), (left, right)) in enumerate(spans):
        told(number, len(spans))
        above, before = max(0, top - OVERLAP), max(0, left - OVERLAP)
        seen = picture[above : bottom + OVERLAP, before : right + OVERLAP]
        large = _shrunk(work(np.ascontiguousarray(seen)), NETWORK // factor)
        y, x = (top - above) * factor, (left - before) * factor
        made[top * factor : bottom * factor, left * factor : right * factor] = large[
            y : y + (bottom - top) * factor, x : x + (right - left) * factor
        ]
    return made


def _spans(length: int, side: int) -> Iterator[tuple[int, int]]:
    """Equal parts of at most `side`."""
    parts = -(-length // side)
    for part in range(parts):
        yield part * length // parts, (part + 1) * length // parts


def _shrunk(picture: np.ndarray, times: int) -> np.ndarray:
    """The mean of every `times` by `times` pixels."""
    if times == 1:
        return picture
    height, width = picture.shape[0] // times, picture.shape[1] // times
    blocks = picture.reshape(height, times, width, times, 3)
    return np.rint(blocks.mean(axis=(1, 3))).astype(np.uint8)
