"""A frame between two frames, by the motion of what they show.

Dense optical flow is found both ways. Each pixel is carried along its way to the time that is
wanted; where several arrive, the one counts that the other frame confirms (S. Niklaus and F. Liu,
"Softmax Splatting", 2020). What one frame hides is taken from the other. What cannot be followed,
and nothing hides, is held as the nearer frame has it: a blend would show it twice.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from tools.engines.media.frames import planes
from tools.engines.optical_flow import dense_flow, pixel_grid

LONGEST = 720  # pixels of the side at which motion is found
_UNSURE = 12.0  # 8-bit levels: two ends of a way that differ by so much are hardly the same point
_APART = 3.0  # pixels: so far may the ways of both directions differ
_LEAST = 1e-3
_HALF = 0.5  # so sure at least is a way that is followed
_BLOCK = 8  # pixels, in which motion is found: rims of two of them are lost by that alone
_LOST = 0.6  # share of the picture without a way from one frame to the other: nothing is made


@dataclass(frozen=True)
class Motion:
    """From frame to frame and back: (h, w, 2) float32, x and y in pixels of a picture `scale` times
    as large as the frame; `there` and `back` (h, w): how sure each way is, 0 to 1."""

    scale: float
    forward: np.ndarray
    backward: np.ndarray
    there: np.ndarray
    back: np.ndarray

    @property
    def lost(self) -> bool:
        """Whether most of the picture has no way: the frames do not show the same thing."""
        unsure = min(float((one < np.exp(-3)).mean()) for one in (self.there, self.back))
        return unsure > _LOST

    @cached_property
    def failed(self) -> tuple[np.ndarray, np.ndarray]:
        """(h, w) float32 of each frame, 0 to 1: what of it is not to be followed to the other one,
        where nothing that is followed hides it."""
        there = self.there * _leads_back(self.forward, self.backward)
        back = self.back * _leads_back(self.backward, self.forward)
        return _failed(self.forward, there, back), _failed(self.backward, back, there)


def motion(one: np.ndarray, other: np.ndarray) -> Motion:
    """The motion from one I420 frame to another of its size."""
    first, second = planes(one)[0], planes(other)[0]
    scale = min(1.0, LONGEST / max(first.shape))
    if scale < 1:
        size = tuple(max(8, round(side * scale)) for side in first.shape[::-1])
        first, second = (cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in (first, second))
    forward, backward = dense_flow(first, second, fine=True), dense_flow(second, first, fine=True)
    return Motion(
        scale,
        forward,
        backward,
        _sureness(first, second, forward),
        _sureness(second, first, backward),
    )


def between(one: np.ndarray, other: np.ndarray, way: Motion, share: float) -> np.ndarray:
    """The I420 frame at `share` (0 to 1) of the time from one frame to the other."""
    field = _field_at(way, share)
    held = np.maximum(
        _moved(way.failed[0], field, -share), _moved(way.failed[1], field, 1 - share)
    ).clip(0, 1)
    from_one = _confirmed(way.forward, field, -share)
    from_other = _confirmed(-way.backward, field, 1 - share)
    weights = (1 - share) * (from_one + _LEAST), share * (from_other + _LEAST)
    part = weights[0] / (weights[0] + weights[1])
    part = (part + held * (float(share < 0.5) - part)).astype(np.float32)
    made = np.empty_like(one)
    olds = zip(planes(one), planes(other), planes(made), strict=True)
    for before, after, new in olds:
        height, width = new.shape
        moves = cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR)
        moves *= width / field.shape[1]
        mix = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
        first = _moved(before, moves, -share, cv2.INTER_CUBIC)
        second = _moved(after, moves, 1 - share, cv2.INTER_CUBIC)
        new[:] = np.clip(np.rint(mix * first + (1 - mix) * second), 0, 255)
    return made


def _sureness(first: np.ndarray, second: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """How alike both ends of each way are."""
    apart = cv2.absdiff(first.astype(np.float32), _moved(second, flow, 1.0))
    return np.exp(-cv2.blur(apart, (3, 3)) / _UNSURE).astype(np.float32)


def _leads_back(flow: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How nearly the ways of the other direction lead back to where these begin, 0 to 1."""
    apart = np.linalg.norm(flow + _moved(other, flow, 1.0), axis=-1)
    return np.exp(-((apart / _APART) ** 2))


def _failed(flow: np.ndarray, sure: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What of a frame is lost on its way to another: patches whose pixels are not `sure` and where,
    moved as what is around them is, the other frame shows little that is (`other`)."""
    known = sure > _HALF
    around = _filled(np.where(known[..., None], flow, 0), known)
    lost = ~known & (_moved(other, around, 1.0) < _HALF)
    core = cv2.morphologyEx(lost.astype(np.uint8), cv2.MORPH_OPEN, _disc(2 * _BLOCK + 1))
    return cv2.dilate(core, _disc(_BLOCK + 1)).astype(np.float32)


def _disc(width: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))


def _field_at(way: Motion, share: float) -> np.ndarray:
    """The motion from frame to frame of what is seen at that time, by its pixels there."""
    height, width = way.there.shape
    total = np.zeros((3, height, width))
    for flow, sure, along in (
        (way.forward, way.there, share),
        (-way.backward, way.back, share - 1),
    ):
        total += _carried(flow, sure**4, along)
    known = (total[2] > 0.05) & ~(np.maximum(*way.failed) > 0)
    field = np.zeros((height, width, 2), np.float32)
    for axis in (0, 1):
        field[..., axis][known] = (total[axis][known] / total[2][known]).astype(np.float32)
    return _filled(field, known)


def _carried(flow: np.ndarray, weight: np.ndarray, along: float) -> np.ndarray:
    """(3, h, w): the sums of x, y and weight of all pixels, each laid on the four around the place
    that it has come to."""
    height, width = weight.shape
    columns, rows = pixel_grid(height, width)
    x, y = columns + along * flow[..., 0], rows + along * flow[..., 1]
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    beside, below = x - left, y - top
    sums = np.zeros((3, height * width))
    corners = (
        (0, 0, (1 - beside) * (1 - below)),
        (1, 0, beside * (1 - below)),
        (0, 1, (1 - beside) * below),
        (1, 1, beside * below),
    )
    for right, down, share in corners:
        column, row = left + right, top + down
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        at = (row * width + column)[inside]
        laid = (share * weight)[inside]
        for axis in (0, 1):
            sums[axis] += np.bincount(at, laid * flow[..., axis][inside], height * width)
        sums[2] += np.bincount(at, laid, height * width)
    return sums.reshape(3, height, width)


def _filled(field: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The field with its gaps filled from around them, near ones first."""
    mask = known.astype(np.float32)
    reach = 3
    while not mask.all() and reach < 2 * max(mask.shape):
        size = (reach, reach)
        weight = cv2.blur(mask, size)
        around = cv2.blur(field * mask[..., None], size)
        here = (mask == 0) & (weight > 0)
        field[here] = around[here] / weight[here][:, None]
        mask[here] = 1
        reach = 2 * reach + 1
    return field


def _confirmed(flow: np.ndarray, field: np.ndarray, along: float) -> np.ndarray:
    """How far a frame's own motion agrees with the field, at the place where the field's pixels
    come from: 0 to 1. Where they come from outside, 0."""
    there = _moved(flow, field, along)
    apart = np.linalg.norm(there - field, axis=-1)
    height, width = apart.shape
    columns, rows = pixel_grid(height, width)
    x, y = columns + along * field[..., 0], rows + along * field[..., 1]
    inside = (x > -1) & (x < width) & (y > -1) & (y < height)
    return np.exp(-((apart / _APART) ** 2)) * inside


def _moved(
    plane: np.ndarray, field: np.ndarray, along: float, how: int = cv2.INTER_LINEAR
) -> np.ndarray:
    """Of each pixel the one that lies `along` times the field away, float32; between pixels as
    `how` of OpenCV says."""
    columns, rows = pixel_grid(*plane.shape[:2])
    return cv2.remap(
        plane.astype(np.float32),
        columns + np.float32(along) * field[..., 0],
        rows + np.float32(along) * field[..., 1],
        how,
        borderMode=cv2.BORDER_REPLICATE,
    )
