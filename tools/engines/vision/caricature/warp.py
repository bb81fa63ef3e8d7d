"""The dense movement of a face's pixels, and the pixels moved.

Only what lies in an ellipse around the face moves: the movement dies out towards its rim, and what
is outside keeps its very values.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from tools.engines.media.frames import planes
from tools.engines.vision.caricature.amplify import Push, smooth_step
from tools.engines.vision.caricature.placing import Placed
from tools.engines.vision.caricature.triangles import between

_FINE = 40  # cells of the grid in an eye distance
_BLUR = 0.02  # eye distances: takes the creases of the triangles away
_EYE_REACH = (0.32, 0.3)  # eye distances: standard deviations of where an eye's movement ends
_BROW_REACH = (0.36, 0.2)
# The rim over the mesh's own box: sideways, above, below (where a jaw drops).
_RIM = (1.22, 1.15, 1.55)
_INNER = 0.62  # of the way to the rim, from where on the movement dies out
_RING = 36  # fixed points on the rim
_STILL = 1 / 64  # pixels
_FLAT = 0.35  # the least an axis of a turned head is foreshortened to, lest its inverse run away


@dataclass(frozen=True)
class Field:
    """`left`, `top`: the even pixel at which it begins. `moves` (h, w, 2), float32: how far from a
    pixel, x and y, the pixel is found that comes here."""

    left: int
    top: int
    moves: np.ndarray


def field(placed: Placed, at: int, push: Push, width: int, height: int) -> Field | None:
    """How the pixels of a `width` x `height` frame move at index `at`; None where none does."""
    ellipse = _Ellipse(placed, at)
    left, top, right, bottom = ellipse.box(width, height)
    if right - left < 4 or bottom - top < 4:
        return None
    cell = max(1.0, placed.units[at] / _FINE)
    columns = np.linspace(left, right - 1, max(2, round((right - left) / cell)))
    rows = np.linspace(top, bottom - 1, max(2, round((bottom - top) / cell)))
    grid = np.stack(np.meshgrid(columns, rows), -1)
    moves = _mouth(placed, at, push, ellipse, grid) + _spots(placed, at, push, grid)
    moves = cv2.GaussianBlur(moves, (0, 0), max(_BLUR * placed.units[at] / cell, 0.3))
    moves *= ellipse.share(grid)[..., None]
    size = (right - left, bottom - top)
    return Field(
        left, top, cv2.resize(moves.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    )


def warp(frame: np.ndarray, fields: list[Field]) -> np.ndarray:
    """An I420 frame with its faces' pixels moved."""
    made = frame.copy()
    for part in fields:
        for scale, (old, new) in zip(
            (1, 2, 2), zip(planes(frame), planes(made), strict=True), strict=True
        ):
            _move(old, new, part, scale)
    return made


def _move(old: np.ndarray, new: np.ndarray, part: Field, scale: int) -> None:
    moves = part.moves
    if scale > 1:
        size = (moves.shape[1] // scale, moves.shape[0] // scale)
        moves = cv2.resize(moves, size, interpolation=cv2.INTER_AREA) / scale
    left, top = part.left // scale, part.top // scale
    height, width = moves.shape[:2]
    x, y = np.meshgrid(
        np.arange(left, left + width, dtype=np.float32),
        np.arange(top, top + height, dtype=np.float32),
    )
    moved = cv2.remap(
        old,
        x - moves[..., 0],
        y - moves[..., 1],
        cv2.INTER_LANCZOS4,
        borderMode=cv2.BORDER_REPLICATE,
    )
    moving = np.maximum(np.abs(moves[..., 0]), np.abs(moves[..., 1])) >= _STILL
    np.copyto(new[top : top + height, left : left + width], moved, where=moving)


def _mouth(
    placed: Placed, at: int, push: Push, ellipse: "_Ellipse", grid: np.ndarray
) -> np.ndarray:
    """The movement of the lower face: linear between the points where they come to lie."""
    shape = placed.shapes[at]
    start = placed.to_picture(at, shape)
    end = placed.to_picture(at, shape + push.lower)
    ring = ellipse.ring()
    points = np.concatenate([end, ring])
    moved = np.concatenate([end - start, np.zeros_like(ring)])
    origin, last = grid[0, 0], grid[-1, -1]
    height, width = grid.shape[:2]
    cells = (points - origin) / (last - origin) * (width - 1, height - 1)
    return between(cells, moved, width, height)


def _spots(placed: Placed, at: int, push: Push, grid: np.ndarray) -> np.ndarray:
    """The movement of eyes and brows: smooth around their middles, for a cartoon's are larger than
    the mesh, trained on people, believes."""
    moves = np.zeros_like(grid)
    axes = placed.axes[at, :2, :2] * placed.units[at]  # rows: where x and y of the face lead
    for row in axes:
        row *= max(1.0, _FLAT * placed.units[at] / max(float(np.hypot(*row)), 1e-6))
    inverse = np.linalg.inv(axes)
    for side in (0, 1):
        local = (grid - placed.to_picture(at, push.eye_centres[side][None])[0]) @ inverse
        near = np.exp(-0.5 * ((local / _EYE_REACH) ** 2).sum(-1))
        moves += near[..., None] * (local * (1 - 1 / push.eye_sizes[side])) @ axes
        shift, slope = push.brow_shifts[side], push.brow_slopes[side]
        centre = push.brow_centres[side] + (*shift, 0.0)
        local = (grid - placed.to_picture(at, centre[None])[0]) @ inverse
        near = np.exp(-0.5 * ((local / _BROW_REACH) ** 2).sum(-1))
        rise = shift[1] + slope * local[..., 0]
        moves += near[..., None] * np.stack([np.full_like(rise, shift[0]), rise], -1) @ axes
    return moves


class _Ellipse:
    """Around the face, upright with it."""

    def __init__(self, placed: Placed, at: int):
        points = placed.to_picture(at, placed.shapes[at])
        down = -placed.axes[at, 1, :2]
        down = down / max(float(np.hypot(*down)), 1e-6)
        self._axes = np.array([[down[1], -down[0]], down])  # rows: right, down
        local = points @ self._axes.T
        low, high = local.min(0), local.max(0)
        self._middle = (low + high) / 2
        half = (high - low) / 2
        self._half = half[0] * _RIM[0]
        self._above, self._below = half[1] * _RIM[1], half[1] * _RIM[2]

    def _from_middle(self, points: np.ndarray) -> np.ndarray:
        """1 on the rim."""
        local = points @ self._axes.T - self._middle
        tall = np.where(local[..., 1] < 0, self._above, self._below)
        return np.hypot(local[..., 0] / self._half, local[..., 1] / tall)

    def share(self, points: np.ndarray) -> np.ndarray:
        """1 inside, 0 from the rim on, smooth between."""
        return smooth_step((1 - self._from_middle(points)) / (1 - _INNER))

    def ring(self) -> np.ndarray:
        """Points (n, 2) on the rim, in pixels."""
        angles = np.arange(_RING) * 2 * np.pi / _RING
        tall = np.where(np.sin(angles) < 0, self._above, self._below)
        local = np.stack([self._half * np.cos(angles), tall * np.sin(angles)], -1) + self._middle
        return local @ self._axes

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of what moves in a frame; even, as chroma wants it."""
        ring = self.ring()
        low = np.floor(ring.min(0) / 2) * 2 - 2
        high = np.ceil(ring.max(0) / 2) * 2 + 2
        left, top = np.maximum(low, 0).astype(int)
        right, bottom = np.minimum(high, (width, height)).astype(int)
        return int(left), int(top), int(right), int(bottom)
