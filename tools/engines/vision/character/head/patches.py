"""The eyes and the mouth of a face, brought to one size and seen from the front."""

import cv2
import numpy as np
import skimage

from tools.engines.vision.character.head.frontal import frontal

# Centre x, y and width, height in eye distances from between the eyes (y up); width, height in px.
UPPER = (0.0, 0.2, 2.4, 1.5, 72, 48)
LOWER = (0.0, -0.75, 1.6, 1.0, 48, 32)
GLASSES = (0.0, -0.05, 2.6, 1.6, 80, 48)
_FACE = 1.4  # eye distances above and below the eyes: where the surface is nearly flat


def expression_vector(
    rgb: np.ndarray, points: np.ndarray, shift: tuple[float, float, float] = (0, 0, 1)
) -> tuple[np.ndarray, np.ndarray]:
    """Edge directions (HOG; N. Dalal and B. Triggs, 2005) of the eyes with brows (1280,) and of the
    mouth (480,). `shift` moves (eye distances) and scales the frame, for calibration."""
    return (_edges(_patch(rgb, points, UPPER, shift)), _edges(_patch(rgb, points, LOWER, shift)))


def edges_about_eyes(rgb: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Edge directions (1440,) of the eyes with what may be worn before them."""
    return _edges(_patch(rgb, points, GLASSES, (0, 0, 1)))


def _patch(
    rgb: np.ndarray, points: np.ndarray, area: tuple[float, ...], shift: tuple[float, float, float]
) -> np.ndarray:
    flat = frontal(points)[:, :2]
    near = np.abs(flat[:, 1]) < _FACE
    plane = np.c_[flat[near], np.ones(near.sum())]
    to_picture, *_ = np.linalg.lstsq(plane, points[near][:, :2], rcond=None)
    x, y, wide, high, columns, rows = area
    x, y, wide, high = x + shift[0], y + shift[1], wide * shift[2], high * shift[2]
    across = x + ((np.arange(columns) + 0.5) / columns - 0.5) * wide
    down = y - ((np.arange(rows) + 0.5) / rows - 0.5) * high
    grid = np.stack(np.meshgrid(across, down), -1).reshape(-1, 2)
    places = (np.c_[grid, np.ones(len(grid))] @ to_picture).astype(np.float32)
    return cv2.remap(
        rgb,
        places[:, 0].reshape(int(rows), int(columns)),
        places[:, 1].reshape(int(rows), int(columns)),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def _edges(patch: np.ndarray) -> np.ndarray:
    light = cv2.cvtColor(patch, cv2.COLOR_RGB2LAB)[..., 0]
    return skimage.feature.hog(
        light, orientations=8, pixels_per_cell=(8, 8), cells_per_block=(2, 2)
    )
