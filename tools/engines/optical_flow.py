"""Where each pixel of a picture goes in another one: dense optical flow (T. Kroeger et al., "Fast
Optical Flow using Dense Inverse Search", 2016, in OpenCV)."""

from functools import lru_cache

import cv2
import numpy as np

UNSURE = 12.0  # 8-bit levels: two ends of a way that differ by so much are hardly the same point
_HELD = 2**21  # pixels of a band
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


def bands(height: int, width: int) -> list[slice]:
    """Rows of a picture that are moved at a time, so that the places of few pixels are held."""
    rows = max(1, _HELD // width)
    return [slice(top, min(top + rows, height)) for top in range(0, height, rows)]


@lru_cache(8)
def pixel_grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y of every pixel, each (h, w) float32."""
    columns, rows = np.meshgrid(
        np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    )
    return columns, rows


def moved(
    plane: np.ndarray,
    field: np.ndarray,
    along: float,
    how: int = cv2.INTER_LINEAR,
    top: int = 0,
) -> np.ndarray:
    """Of each pixel of a field, whose first row is the row `top` of the plane, the one that lies
    `along` times the field away, float32; between pixels as `how` of OpenCV says."""
    columns, rows = pixel_grid(*field.shape[:2])
    return cv2.remap(
        plane.astype(np.float32, copy=False),
        columns + np.float32(along) * field[..., 0],
        rows + np.float32(along) * field[..., 1] + np.float32(top),
        how,
        borderMode=cv2.BORDER_REPLICATE,
    )


def filled(field: np.ndarray, known: np.ndarray) -> np.ndarray:
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


def alike(first: np.ndarray, second: np.ndarray, flow: np.ndarray) -> np.ndarray:
    """How alike both ends of each way are, (h, w) float32, 0 to 1."""
    apart = cv2.absdiff(first.astype(np.float32), moved(second, flow, 1.0))
    return np.exp(-cv2.blur(apart, (3, 3)) / UNSURE).astype(np.float32)
