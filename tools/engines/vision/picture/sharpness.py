"""Sharpness of the subject, at one fixed size, so that resolution does not count as sharpness."""

import cv2
import numpy as np

LONG_SIDE = 512  # pixels; a smaller picture is measured enlarged, as it would be seen
_REBLUR = 1.5  # pixels
_STRONGEST = 95  # per cent of the gradients that are left out


def sharpness(rgb: np.ndarray, mask: np.ndarray) -> tuple[float, float]:
    """(edge ratio, Laplacian variance) over `mask` of an RGB uint8 picture.

    The edge ratio is the mean gradient of the strongest 5% of edges over that of the same pixels
    after a blur of 1.5 px: 1 is fully blurred, a crisp picture is near 2. It depends little on what
    is shown, after F. Crete et al., "The Blur Effect", 2007. The Laplacian variance (8-bit levels
    squared) is the common measure; a soft-shaded cartoon has little of it even when sharp.
    """
    scale = LONG_SIDE / max(rgb.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=how)
    size = picture.shape[1::-1]
    where = cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
    where = cv2.dilate(where, np.ones((5, 5))) > 0  # the outline is an edge of the subject too
    if where.sum() < 64:
        where[:] = True
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    gradient = _gradient(luma)
    strong = where & (gradient >= np.percentile(gradient[where], _STRONGEST))
    softened = _gradient(cv2.GaussianBlur(luma, (0, 0), _REBLUR))
    ratio = gradient[strong].mean() / max(float(softened[strong].mean()), 1e-3)
    return float(ratio), float(cv2.Laplacian(luma, cv2.CV_32F)[where].var())


def _gradient(luma: np.ndarray) -> np.ndarray:
    return np.hypot(cv2.Sobel(luma, cv2.CV_32F, 1, 0), cv2.Sobel(luma, cv2.CV_32F, 0, 1))
