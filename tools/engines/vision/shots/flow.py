"""How a picture moves from frame to frame: the camera's own move, and what moves by itself.

Of the dense flow between two frames a shift and a zoom are fitted that most of the picture obeys
(least squares, reweighted); what is left moves by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from tools.engines.optical_flow import dense_flow, pixel_grid

LONG_SIDE = 192  # pixels of the frames that are compared
_GRID = 3  # every so many pixels one is fitted
_ROUNDS = 6
_TEXTURE = 30.0  # of the gradient in levels, from which a pixel's flow is fully believed
_SOFT = 0.5  # pixels off the camera's move at which a pixel counts half
_OWN = 0.6  # pixels between two frames: less is no motion
_ROUGH = 0.12  # of the camera's move: flow is as rough where it is fast
_EDGE = 4  # pixels
_CHANGED = 8.0  # levels: where nothing changes, nothing moves
_LEAST = 0.002  # of the frame that moves: less is noise


@dataclass(frozen=True)
class Moves:
    """Per frame, against the one before (the first is like the second): `times` s (n,). The
    camera's: `shift` (n, 2) by which the picture goes to the right and down, in widths of the frame
    a second, and `zoom` (n,), growth a second as a logarithm. What moves by itself: `speed` (n,) in
    widths a second, `way` (n, 2) to the right and down alike, its centre `place` (n, 2) 0..1, and
    the `share` (n,) of the frame that it takes."""

    times: np.ndarray
    shift: np.ndarray
    zoom: np.ndarray
    speed: np.ndarray
    way: np.ndarray
    place: np.ndarray
    share: np.ndarray


def read_moves(
    frames: Iterable[tuple[float, np.ndarray]], rate: float, joints: Iterable[float] = ()
) -> Moves:
    """Of (seconds, RGB uint8 frame) pairs in order, `rate` a second at most. Nothing moves across
    `joints`, the seconds at which another shot begins."""
    begins, times, rows = sorted(joints), [], []
    before: np.ndarray | None = None
    for time, rgb in frames:
        if times and time < times[-1] + 1 / rate - 1e-3:
            continue
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        crosses = bool(times) and any(times[-1] < at <= time + 1e-3 for at in begins)
        if before is None or crosses:
            rows.append((0.0,) * 9)
        else:
            rows.append(_step(before, grey, time - times[-1]))
        times.append(time)
        before = grey
    table = np.array(rows).reshape(-1, 9)
    if len(table) > 1:
        table[0] = table[1]
    x, y, zoom, speed, right, down, across, along, share = table.T
    return Moves(
        np.array(times),
        np.stack([x, y], 1),
        zoom,
        speed,
        np.stack([right, down], 1),
        np.stack([across, along], 1),
        share,
    )


def _step(before: np.ndarray, after: np.ndarray, seconds: float) -> tuple[float, ...]:
    height, width = before.shape
    flow = dense_flow(before, after, fine=True)
    columns, rows = pixel_grid(height, width)
    x, y = columns - (width - 1) / 2, rows - (height - 1) / 2
    shift, zoom = _camera(flow, x, y, before)
    own = flow - np.dstack([shift[0] + zoom * x, shift[1] + zoom * y])
    length = np.hypot(own[..., 0], own[..., 1])
    changed = cv2.blur(cv2.absdiff(before, after), (3, 3)) > _CHANGED
    faster = np.hypot(*(shift + zoom * np.array([width, height]) / 2))
    inside = _stays(columns + shift[0] + zoom * x, rows + shift[1] + zoom * y)
    moving = (length > _OWN + _ROUGH * faster) & changed & inside
    camera = (shift[0] / width / seconds, shift[1] / width / seconds, float(zoom) / seconds)
    share = float(moving.mean())
    if share < _LEAST:
        return (*camera, 0.0, 0.0, 0.0, 0.5, 0.5, 0.0)
    fast = moving & (length >= np.percentile(length[moving], 50))
    way = np.median(own[fast], axis=0) / width / seconds
    # Flow is smoothed at edges: what is inside moves as fast as the fastest of it.
    speed = float(np.percentile(length[moving], 90)) / width / seconds
    weights = length * moving
    place = ((weights * columns).sum() / width, (weights * rows).sum() / height) / weights.sum()
    return (*camera, speed, float(way[0]), float(way[1]), float(place[0]), float(place[1]), share)


def _stays(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(h, w) bool: which pixels that the camera's move takes to `x`, `y` are still seen; where it
    moves, an edge is left out, at which flow is guessed."""
    height, width = x.shape
    columns, rows = pixel_grid(height, width)
    edge = _EDGE * float(np.abs(x - columns).max() + np.abs(y - rows).max() > 1)
    across = (np.minimum(x, columns) >= edge) & (np.maximum(x, columns) < width - edge)
    return across & (np.minimum(y, rows) >= edge) & (np.maximum(y, rows) < height - edge)


def _camera(
    flow: np.ndarray, x: np.ndarray, y: np.ndarray, grey: np.ndarray
) -> tuple[np.ndarray, float]:
    """The shift (2,) in pixels and the zoom (growth per step) that most of the picture obeys."""
    grid = (slice(_GRID // 2, None, _GRID),) * 2
    texture = np.abs(cv2.Sobel(grey, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    believed = np.minimum(texture[grid].ravel() / _TEXTURE, 1) + 1e-3
    u, v = flow[grid][..., 0].ravel(), flow[grid][..., 1].ravel()
    px, py = x[grid].ravel(), y[grid].ravel()
    if len(u) < 2:  # a picture of a few pixels: what it does cannot be told
        return np.zeros(2), 0.0
    weights = believed
    shift, zoom = np.array([np.median(u), np.median(v)]), 0.0
    for _ in range(_ROUNDS):
        off = np.hypot(u - shift[0] - zoom * px, v - shift[1] - zoom * py)
        weights = believed / (1 + (off / _SOFT) ** 2)
        total = weights.sum()
        mx, my = (weights * px).sum() / total, (weights * py).sum() / total
        mu, mv = (weights * u).sum() / total, (weights * v).sum() / total
        spread = (weights * ((px - mx) ** 2 + (py - my) ** 2)).sum()
        zoom = float((weights * ((px - mx) * (u - mu) + (py - my) * (v - mv))).sum() / spread)
        shift = np.array([mu - zoom * mx, mv - zoom * my])
    return shift, zoom
