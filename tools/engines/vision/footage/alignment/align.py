"""A view refined until the edit's frame and the source's lie on each other."""

import cv2
import numpy as np

from tools.engines.vision.footage.alignment.views import View, enlargement

_LEVELS = ((3.0, 8), (1.0, 8))  # blur in pixels (standard deviation), and steps at the most
_STILL = 0.02  # pixels: a smaller step is the last one
_LOWEST, _HIGHEST = 0.9, 6.0  # enlargements that are believed
_UNTOLD = 1e-3  # of the best told: a way in which the picture changes so little stays as it was, as
# along stripes
_SPREAD = 1.5  # median residuals from which a pixel counts for little: it moves by itself


def align(edit: np.ndarray, source: np.ndarray, start: View) -> View | None:
    """The view of `source` that `edit` (textures (h, w)) shows, from a first guess on: turn,
    enlargement and shift by Gauss-Newton steps, with a gain and an offset; what moves by itself or
    is covered weighs little. None where that leads nowhere.

    Source: B. Lucas, T. Kanade, "An Iterative Image Registration Technique with an Application to
    Stereo Vision", 1981; weights after D. Geman, D. McClure, 1985.
    """
    height, width = edit.shape
    across, down = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
    x, y = across.ravel().astype(np.float32), down.ravel().astype(np.float32)
    ones = np.ones_like(x)
    view = start.astype(np.float64)
    for blur, steps in _LEVELS:
        wanted = cv2.GaussianBlur(edit, (0, 0), blur).ravel()
        soft = cv2.GaussianBlur(source, (0, 0), blur / enlargement(view))
        slopes = (
            cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=1 / 8),
            cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=1 / 8),
        )
        for _ in range(steps):
            seen, gx, gy = (_seen(picture, view, edit.shape) for picture in (soft, *slopes))
            rows = np.stack([seen, gx * x + gy * y, gy * x - gx * y, gx, gy, ones])
            step = _solve(rows, wanted)
            if step is None:
                return None
            turn, lean, right, below = step
            view += [[turn, -lean, 0], [lean, turn, 0]]
            # The origin of x and y is the frame's middle.
            view[0, 2] += right - turn * width / 2 + lean * height / 2
            view[1, 2] += below - lean * width / 2 - turn * height / 2
            zoom = enlargement(view)
            if not _LOWEST <= zoom <= _HIGHEST:
                return None
            if max(abs(right), abs(below), abs(turn) * width, abs(lean) * width) < _STILL:
                break
    return view.astype(np.float32)


def _seen(picture: np.ndarray, view: View, shape: tuple[int, ...]) -> np.ndarray:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        picture, view, (shape[1], shape[0]), flags=flags, borderMode=cv2.BORDER_REPLICATE
    ).ravel()


def _solve(rows: np.ndarray, wanted: np.ndarray) -> np.ndarray | None:
    """Turn, lean and shift (4,) that make the rows' sum most like what is wanted."""
    residual = wanted - rows[0] * float(rows[0] @ wanted / max(float(rows[0] @ rows[0]), 1e-6))
    usual = _SPREAD * float(np.median(np.abs(residual))) + 1e-6
    weighted = rows / (1 + (residual / usual) ** 2) ** 2
    normal = (weighted @ rows.T).astype(np.float64)
    units = np.sqrt(
        np.diag(normal)[[0, 1, 1, 3, 3, 5]] + np.diag(normal)[[0, 2, 2, 4, 4, 5]] + 1e-12
    )
    known, ways = np.linalg.eigh(normal / np.outer(units, units))
    ways = ways[:, known > _UNTOLD * known[-1]]
    known = known[known > _UNTOLD * known[-1]]
    found = ways @ (ways.T @ ((weighted @ wanted) / units) / known) / units
    return found[1:5] / found[0] if found[0] > 0.1 else None
