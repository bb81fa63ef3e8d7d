"""How far things went that a search from coarse to fine loses: small ones that are fast.

At the coarse scale at which their way is short they are too small to be seen. So what was lost in
one frame is laid over what was lost in the other at every displacement, and the one counts at which
most of it is as it was (as T. Brox and J. Malik match regions first, "Large Displacement Optical
Flow", 2011).
"""

import cv2
import numpy as np

from tools.engines.optical_flow import UNSURE, alike, dense_flow

_COARSE = 4  # pixels to a side of a cell, in which displacements are counted
_NEAREST = 3  # cells: what went less far is found from coarse to fine
_FARTHEST = 0.25  # of the longer side
_CELLS = 8  # and this part of what was lost are as they were, at least
_PART = 0.1
_MOST = 3  # leaps between two frames
_MARGIN = 16  # pixels about what is lost
_SAMPLE = 1000  # cells are compared at most
_SURER = 0.2  # a way by a leap counts where it is so much surer than the one that was


def leaps(
    first: np.ndarray, second: np.ndarray, lost: np.ndarray, missed: np.ndarray
) -> list[np.ndarray]:
    """Up to _MOST displacements (x, y) in pixels, by which parts of what is `lost` of the first may
    have gone to what is `missed` of the second; greys uint8 and masks, all (h, w)."""
    before, after = (_cells(grey.astype(np.float32)) for grey in (first, second))
    rows, columns = np.nonzero(_cells(lost.astype(np.float32)) > 0.5)
    thin = slice(None, None, 1 + len(rows) // _SAMPLE)
    rows, columns = rows[thin], columns[thin]
    reach = round(_FARTHEST * max(before.shape))
    open_to = np.where(_cells(missed.astype(np.float32)) > 0.5, after, np.inf)
    around = np.pad(open_to, reach, constant_values=np.inf)
    steps = np.mgrid[-reach : reach + 1, -reach : reach + 1].reshape(2, -1).T
    values = before[rows, columns]
    same = np.array(
        [
            np.abs(around[rows + down + reach, columns + right + reach] - values) < UNSURE
            for down, right in steps
        ]
    )
    same &= np.abs(steps).max(axis=1, keepdims=True) >= _NEAREST
    found: list[np.ndarray] = []
    while len(found) < _MOST and len(rows):
        best = int(same.sum(axis=1).argmax())
        if same[best].sum() < max(_CELLS, _PART * len(rows)):
            break
        found.append(_COARSE * steps[best][::-1].astype(np.float32))
        beside = np.abs(steps - steps[best]).max(axis=1) <= 1
        same &= ~same[beside].any(axis=0)
    return found


def leapt(
    first: np.ndarray,
    second: np.ndarray,
    flow: np.ndarray,
    sure: np.ndarray,
    lost: np.ndarray,
    leap: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The flow, and how sure it is, with what of the `lost` goes by about this leap."""
    left, top, width, height = cv2.boundingRect(lost.astype(np.uint8))
    box = (
        slice(max(0, top - _MARGIN), top + height + _MARGIN),
        slice(max(0, left - _MARGIN), left + width + _MARGIN),
    )
    here = first[box]
    corner = np.array([box[1].start, box[0].start], np.float32)
    shift = np.hstack([np.eye(2, dtype=np.float32), -(corner + leap)[:, None]])
    there = cv2.warpAffine(second, shift, here.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    ways = dense_flow(here, there)
    likely = alike(here, there, ways)
    taken = lost[box] & (likely > sure[box] + _SURER)
    flow, sure = flow.copy(), sure.copy()
    flow[box][taken] = ways[taken] + leap
    sure[box][taken] = likely[taken]
    return flow, sure


def _cells(plane: np.ndarray) -> np.ndarray:
    size = tuple(max(1, side // _COARSE) for side in plane.shape[::-1])
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
