"""Where a picture's points are in another one of the same moment, by dense optical flow."""

import cv2
import numpy as np
import skimage

from tools.engines.optical_flow import dense_flow

_AROUND = 0.15  # of the points' extent that is looked at beside them
_SMALLEST = 24  # pixels


def carried(
    points: np.ndarray, before: np.ndarray, after: np.ndarray, inside: np.ndarray | None = None
) -> np.ndarray | None:
    """`points` (n, 2 or 3; x and y in pixels) of `before` where `after` shows the same; both are
    grey uint8 of one size, of whichever tones. `inside`: where `after` shows anything, not 0. None
    where that is not all around the points, or too small.

    A mesh that is found anew does not tell: it reads the large mouths and lids of caricatures as
    smaller than they are.
    """
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    margin = _AROUND * (high - low)
    low = np.maximum(np.floor(low - margin), 0).astype(int)
    high = np.minimum(np.ceil(high + margin), before.shape[::-1]).astype(int)
    part = (slice(low[1], high[1]), slice(low[0], high[0]))
    if min(high - low) < _SMALLEST or (inside is not None and not inside[part].all()):
        return None
    here = np.ascontiguousarray(before[part])
    there = skimage.exposure.match_histograms(after[part], here).round().astype(np.uint8)
    way = dense_flow(here, there)
    x, y = (points[:, :2] - low).astype(np.float32).T
    moved = points.copy()
    moved[:, :2] += cv2.remap(way, x[:, None], y[:, None], cv2.INTER_LINEAR)[:, 0]
    return moved
