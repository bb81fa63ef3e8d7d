"""Where each pixel of a picture goes in another one: dense optical flow (T. Kroeger et al., "Fast
Optical Flow using Dense Inverse Search", 2016, in OpenCV)."""

from functools import cache

import cv2
import numpy as np

_LEAST = 16  # pixels of a side: the search fails on less


def dense_flow(one: np.ndarray, other: np.ndarray, *, fine: bool = False) -> np.ndarray:
    """(h, w, 2) float32: how far in x and y each pixel of `one` goes to be where `other` has it;
    both grey uint8 (h, w). `fine`: searched at full resolution, which takes four times as long."""
    height, width = one.shape
    below, right = max(0, _LEAST - height), max(0, _LEAST - width)
    padded = [
        cv2.copyMakeBorder(grey, 0, below, 0, right, cv2.BORDER_REPLICATE) for grey in (one, other)
    ]
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    if fine:
        search.setFinestScale(0)
    return np.ascontiguousarray(search.calc(*padded, None)[:height, :width])


@cache
def pixel_grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every pixel, each (h, w) float32."""
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    return columns, rows
