"""How clear the edge of a mask is."""

import cv2
import numpy as np

_STEEPEST = 80.0  # CIELAB, summed by Sobel's filter: what is steeper says no more
_MARGIN = 5  # pixels around a mask that its edge is measured by


def edge_contrast(frame: np.ndarray, mask: np.ndarray) -> float:
    """How much the colours of a BGR uint8 frame change at the edge of a mask (h, w) bool, 0 to 80:
    the mean of Sobel's filter. What the frame itself cuts off is no edge."""
    x, y, wide, high = cv2.boundingRect(mask.astype(np.uint8))
    top, left = max(0, y - _MARGIN), max(0, x - _MARGIN)
    part = slice(top, y + high + _MARGIN), slice(left, x + wide + _MARGIN)
    edge = cv2.morphologyEx(mask[part].astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3))) > 0
    edge[[0, -1]] = edge[:, [0, -1]] = False
    if not edge.any():
        return 0.0
    lab = soft_lab(frame[part])
    across, down = cv2.Sobel(lab, cv2.CV_32F, 1, 0), cv2.Sobel(lab, cv2.CV_32F, 0, 1)
    steep = np.sqrt((across[edge] ** 2 + down[edge] ** 2).sum(-1))
    return float(np.minimum(steep, _STEEPEST).mean())


def soft_lab(frame: np.ndarray) -> np.ndarray:
    """CIELAB of a BGR uint8 picture, float32, blurred by a pixel."""
    soft = cv2.GaussianBlur(frame.astype(np.float32) / 255, (0, 0), 1)
    return cv2.cvtColor(soft, cv2.COLOR_BGR2LAB)
