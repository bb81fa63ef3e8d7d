"""What is seen between parted lips: the inside of the mouth from the frame in which it is open
farthest, else the dark."""

from dataclasses import dataclass

import cv2
import numpy as np
import scipy

from tools.engines.media.frames import planes

_DARK = (34, 120, 146)  # of an I420 frame: a dark red
_FROM, _FULL = 0.015, 0.06  # eye distances by which lips part farther than they did
_LEAST = 0.07  # eye distances between the lips of a frame that shows an inside
_DEEP = 0.8  # of its depth from which the inside of a mouth gets dark where it goes on
_FEATHER = 0.018  # eye distances


@dataclass(frozen=True)
class Inside:
    """The I420 `frame` with the widest mouth, and the edge of its lips (n, 2) in pixels, upper one
    first. `frame` is None where no mouth was open."""

    frame: np.ndarray | None = None
    edge: np.ndarray | None = None
    gap: float = 0.0

    def or_wider(self, frame: np.ndarray, edge: np.ndarray, gap: float) -> "Inside":
        """This one, or that of the frame where it is open wider."""
        if gap <= max(self.gap, _LEAST):
            return self
        return Inside(frame.copy(), edge, gap)


def paint(
    frame: np.ndarray, inside: Inside, edge: np.ndarray, parted: float, unit: float
) -> np.ndarray:
    """The I420 frame with the inside of the mouth between the `edge` (n, 2) of the lips, upper one
    first; `parted`: eye distances by which they are farther apart than they were; `unit`: pixels
    of an eye distance."""
    share = float(np.clip((parted - _FROM) / (_FULL - _FROM), 0, 1))
    if share <= 0:
        return frame
    made = frame.copy()
    half = len(edge) // 2
    ring = np.concatenate([edge[:half], edge[half:][::-1]])
    for number, (old, new) in enumerate(zip(planes(frame), planes(made), strict=True)):
        scale = 1 if number == 0 else 2
        low = np.maximum(np.floor(ring.min(0) / scale - 3), 0).astype(int)
        high = np.minimum(np.ceil(ring.max(0) / scale + 4), old.shape[::-1]).astype(int)
        if (high - low < 2).any():
            continue
        part = (slice(low[1], high[1]), slice(low[0], high[0]))
        cover = np.zeros(tuple((high - low)[::-1]), np.uint8)
        corners = np.round((ring / scale - low) * 16).astype(np.int32)
        cv2.fillPoly(cover, [corners], 255, cv2.LINE_AA, 4)
        soft = cv2.GaussianBlur(cover, (0, 0), max(_FEATHER * unit / scale, 0.4))
        alpha = share * soft.astype(np.float32) / 255
        shown = _shown(inside, number, scale, edge / scale, low, high)
        new[part] = np.rint(alpha * shown + (1 - alpha) * old[part]).astype(np.uint8)
    return made


def _shown(
    inside: Inside, number: int, scale: int, edge: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray | float:
    """The plane of the inside in a part of the frame. It hangs on the upper lip, as teeth do: what
    lies deeper than that mouth was open is dark."""
    if inside.frame is None or inside.edge is None:
        return float(_DARK[number])
    columns, rows = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    grid = np.stack([columns, rows], -1).astype(float)
    half = len(edge) // 2
    upper, lower = inside.edge[:half] / scale, inside.edge[half:] / scale
    # Points that coincide in the corners would make triangles without an area.
    apart = np.random.default_rng(0).normal(0, 1e-3, edge.shape)
    depth = np.repeat([0.0, 1.0], half)[:, None]
    known = np.hstack([np.tile(upper, (2, 1)), np.tile(lower, (2, 1)), depth])
    found = scipy.interpolate.LinearNDInterpolator(edge + apart, known)(grid)
    near = scipy.interpolate.NearestNDInterpolator(edge, known)(grid)
    found = np.where(np.isnan(found), near, found)
    farther = _height(edge) / max(_height(inside.edge / scale), 1e-6)
    deep = found[..., 4:] * max(farther, 1.0)
    places = found[..., :2] + np.minimum(deep, 1) * (found[..., 2:4] - found[..., :2])
    places = places.astype(np.float32)
    seen = cv2.remap(
        planes(inside.frame)[number],
        places[..., 0],
        places[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    dark = np.clip((deep[..., 0] - _DEEP) / (1 - _DEEP), 0, 1)
    return (1 - dark) * seen + dark * _DARK[number]


def _height(edge: np.ndarray) -> float:
    """Between the middles of both lips."""
    half = len(edge) // 2
    return float(np.hypot(*(edge[half // 2] - edge[half + half // 2])))
