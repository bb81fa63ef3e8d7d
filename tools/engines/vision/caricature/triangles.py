"""What is known at some points, in between: linear over the triangles of Delaunay."""

import cv2
import numpy as np

_BITS = 6  # of the fraction of a pixel to which OpenCV draws
_NONE = -1


def between(points: np.ndarray, values: np.ndarray, width: int, height: int) -> np.ndarray:
    """(height, width, k): what `values` (n, k) at `points` (n, 2), x and y in pixels, are at the
    pixels of a picture; 0 outside the points' hull."""
    corners = _triangles(points)
    drawn = np.full((height, width), _NONE, np.int32)
    outlines = np.rint(points[corners] * (1 << _BITS)).astype(np.int32)
    for number, outline in enumerate(outlines):
        cv2.fillConvexPoly(drawn, outline, number, cv2.LINE_8, _BITS)
    slopes, origin = _planes(points[corners], values[corners])
    y, x = np.mgrid[:height, :width]
    found = origin[drawn] + x[..., None] * slopes[drawn, 0] + y[..., None] * slopes[drawn, 1]
    found[drawn == _NONE] = 0.0
    return found


def _triangles(points: np.ndarray) -> np.ndarray:
    """(m, 3): the numbers of each triangle's corners."""
    low, high = np.floor(points.min(0)) - 1, np.ceil(points.max(0)) + 2
    shifted = (points - low).astype(np.float32)
    plane = cv2.Subdiv2D((0, 0, *(high - low).astype(int).tolist()))
    plane.insert(shifted.tolist())
    corners = _as_numbers(plane.getTriangleList().reshape(-1, 2))
    known = _as_numbers(shifted)
    order = np.argsort(known)
    places = np.minimum(np.searchsorted(known[order], corners), len(known) - 1)
    found = np.where(known[order][places] == corners, order[places], _NONE).reshape(-1, 3)
    return found[(found != _NONE).all(1)]  # the others lead to the frame that OpenCV lays around


def _as_numbers(points: np.ndarray) -> np.ndarray:
    """Each of the points (n, 2) float32 as one number, (n,), by its bits."""
    return np.ascontiguousarray(points, np.float32).view(np.int64)[:, 0]


def _planes(corners: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each triangle how its values change with x and with y (m, 2, k), and what they would be at
    0 (m, k)."""
    (x1, y1), (x2, y2) = (corners[:, n].T - corners[:, 0].T for n in (1, 2))
    area = x1 * y2 - x2 * y1
    area = np.where(np.abs(area) < 1e-9, np.inf, area)[:, None]
    first, second = values[:, 1] - values[:, 0], values[:, 2] - values[:, 0]
    across = (first * y2[:, None] - second * y1[:, None]) / area
    down = (second * x1[:, None] - first * x2[:, None]) / area
    at = corners[:, 0]
    origin = values[:, 0] - across * at[:, :1] - down * at[:, 1:]
    return np.stack([across, down], 1), origin
