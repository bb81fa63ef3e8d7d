"""A frame between two frames, by the motion of what they show.

Dense optical flow is found both ways. Each pixel is carried along its way to the time that is
wanted; where several arrive, the one counts that the other frame confirms (S. Niklaus and F. Liu,
"Softmax Splatting", 2020). What one frame hides is taken from the other. What cannot be followed,
and nothing hides, is held as the nearer frame has it: a blend would show it twice.
"""

import cv2
import numpy as np

from tools.engines.media.frames import planes
from tools.engines.opencv.motion import APART, Motion
from tools.engines.optical_flow import bands, filled, moved, pixel_grid

_LEAST = 1e-3
_KNOWN = 0.2  # so much of sure pixels must have come to a place for it to have their motion


def between(one: np.ndarray, other: np.ndarray, way: Motion, share: float) -> np.ndarray:
    """The I420 frame at `share` (0 to 1) of the time from one frame to the other."""
    field = _field_at(way, share)
    held = np.maximum(
        moved(way.failed[0], field, -share), moved(way.failed[1], field, 1 - share)
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
        mixed = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
        sources = before.astype(np.float32), after.astype(np.float32)
        for rows in bands(height, width):
            mix, top = mixed[rows], rows.start
            first = moved(sources[0], moves[rows], -share, cv2.INTER_CUBIC, top)
            second = moved(sources[1], moves[rows], 1 - share, cv2.INTER_CUBIC, top)
            new[rows] = np.clip(np.rint(mix * first + (1 - mix) * second), 0, 255)
    return made


def _field_at(way: Motion, share: float) -> np.ndarray:
    """The motion from frame to frame of what is seen at that time, by its pixels there."""
    height, width = way.there.shape
    total = np.zeros((3, height, width))
    for flow, sure, apart, along in (
        (way.forward, way.there, way.apart[0], share),
        (-way.backward, way.back, way.apart[1], share - 1),
    ):
        total += _carried(flow, sure**4 * np.exp(-((apart / (2 * APART)) ** 2)), along)
    known = (total[2] > _KNOWN) & ~(np.maximum(*way.failed) > 0)
    field = np.zeros((height, width, 2), np.float32)
    for axis in (0, 1):
        field[..., axis][known] = (total[axis][known] / total[2][known]).astype(np.float32)
    return filled(field, known)


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


def _confirmed(flow: np.ndarray, field: np.ndarray, along: float) -> np.ndarray:
    """How far a frame's own motion agrees with the field, at the place where the field's pixels
    come from: 0 to 1. Where they come from outside, 0."""
    there = moved(flow, field, along)
    apart = np.linalg.norm(there - field, axis=-1)
    height, width = apart.shape
    columns, rows = pixel_grid(height, width)
    x, y = columns + along * field[..., 0], rows + along * field[..., 1]
    inside = (x > -1) & (x < width) & (y > -1) & (y < height)
    return np.exp(-((apart / APART) ** 2)) * inside
