"""A course through the source as parts of constant speed."""

from dataclasses import dataclass

import numpy as np

from tools.engines.vision.footage.alignment.path import Path

KEPT_UP = 0.3  # seconds for which a speed counts
_SHORTEST = 3  # frames of a part
_PART = 12.0  # what one part more must explain, in squared standard deviations
# Frames by which places lie beside a line: between two drawings, shown twice each, there is none.
_LOOSE = 0.7
_SAME = 0.1  # frames: nearer moments are one
_TELLING = 0.35  # a speed that is less sure than that (standard deviation) is not told


@dataclass(frozen=True)
class Part:
    """Frames `first` to `last` (not included) of the edit, and source frames per frame."""

    first: int
    last: int
    slope: float
    sure: bool


def parts_of(path: Path, shown: np.ndarray) -> list[Part]:
    """The fewest straight lines that explain the course, by least squares with a price for each.
    `shown` (n,): whether a frame is of the source; others belong to no part.

    Source: R. Bellman, "On the Approximation of Curves by Line Segments Using Dynamic Programming",
    1961.
    """
    found: list[Part] = []
    edges = np.flatnonzero(path.jumps | np.concatenate([[True], shown[1:] != shown[:-1]]))
    for first, last in zip(edges, [*edges[1:], len(shown)], strict=True):
        if shown[first]:
            found += _lines(path, int(first), int(last))
    return found


def _lines(path: Path, first: int, last: int) -> list[Part]:
    count = last - first
    if count < 2:
        return []
    places, spread = path.place[first:last], path.spread[first:last]
    # A frame that is shown again says nothing new: stairs are no row of holds.
    sums = _Sums(places, 1 / (spread**2 + _LOOSE**2) / _repeats(places))
    shortest = min(_SHORTEST, count)
    best, origin = np.full(count + 1, np.inf), np.zeros(count + 1, int)
    best[0] = 0.0
    for end in range(shortest, count + 1):
        starts = np.arange(0, end - shortest + 1)
        prices = best[starts] + sums.misfit(starts, end) + _PART
        top = int(prices.argmin())
        best[end], origin[end] = prices[top], starts[top]
    parts, end = [], count
    while end > 0:
        start = int(origin[end])
        slope, doubt = sums.slope(start, end)
        doubt = max(doubt, 2 * float(np.median(spread[start:end])) / (end - start))
        parts.append(Part(first + start, first + end, slope, doubt < _TELLING))
        end = start
    return parts[::-1]


def _repeats(places: np.ndarray) -> np.ndarray:
    """How many frames in a row show the same moment, for each."""
    begins = np.concatenate([[True], np.abs(np.diff(places)) > _SAME])
    runs = np.cumsum(begins) - 1
    return np.bincount(runs)[runs]


class _Sums:
    """Weighted sums from the beginning on, by which any stretch's line is known at once."""

    def __init__(self, places: np.ndarray, weights: np.ndarray):
        x = np.arange(len(places), dtype=float)
        rows = np.stack([np.ones_like(x), x, places, x * x, x * places, places**2]) * weights
        self._sums = np.concatenate([np.zeros((6, 1)), np.cumsum(rows, axis=1)], axis=1)

    def _moments(self, starts: np.ndarray, end: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Spread of x, of both, and of the places, each times the weight."""
        w, x, y, xx, xy, yy = self._sums[:, end, None] - self._sums[:, starts]
        w = np.maximum(w, 1e-12)
        return np.maximum(xx - x * x / w, 1e-12), xy - x * y / w, np.maximum(yy - y * y / w, 0)

    def misfit(self, starts: np.ndarray, end: int) -> np.ndarray:
        """Squared standard deviations that remain of each stretch from `starts` to `end`."""
        xx, xy, yy = self._moments(starts, end)
        return np.maximum(yy - xy**2 / xx, 0)

    def slope(self, start: int, end: int) -> tuple[float, float]:
        """(slope, its standard deviation) of a stretch."""
        xx, xy, _ = self._moments(np.array([start]), end)
        return float(xy[0] / xx[0]), float(1 / np.sqrt(xx[0]))
