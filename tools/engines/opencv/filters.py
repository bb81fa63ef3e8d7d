"""Pictures bettered by filters: what stands in where no network is."""

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.restoration.requests import Fill, Filled, Upscale, Upscaled

_NARROW = 8.0  # pixels from the edge of a hole to its middle up to which a smear is not seen
_SMEARED = 5  # pixels around a point that it is smeared from
_LONGEST = 512  # pixels of the side at which patches are sought


def upscale(request: Upscale, progress: Progress) -> Upscaled:
    """Lanczos' filter over eight pixels: nothing is added that was not there."""
    size = {"fx": request.factor, "fy": request.factor, "interpolation": cv2.INTER_LANCZOS4}
    np.save(request.out, cv2.resize(np.load(request.path), None, **size))
    return {"method": "lanczos"}


def fill(request: Fill, progress: Progress) -> Filled:
    """A narrow hole by A. Telea, "An Image Inpainting Technique Based on the Fast Marching Method"
    (2004); a wide one by pieces of the rest, which K. He and J. Sun, "Statistics of Patch Offsets
    for Image Completion" (2012) find. Both in OpenCV."""
    rgb, hole = np.load(request.path), np.load(request.mask)
    depth = float(cv2.distanceTransform(hole, cv2.DIST_L2, 3).max())
    smears = request.effort == "fast" or depth <= _NARROW
    progress(0.1, "filling")
    made = cv2.inpaint(rgb, hole, _SMEARED, cv2.INPAINT_TELEA) if smears else _patched(rgb, hole)
    made[hole == 0] = rgb[hole == 0]
    np.save(request.out, made)
    return {"method": "telea" if smears else "patches"}


def _patched(rgb: np.ndarray, hole: np.ndarray) -> np.ndarray:
    height, width = hole.shape
    scale = min(1.0, _LONGEST / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    known = 255 * (cv2.resize(hole, size, interpolation=cv2.INTER_AREA) == 0).astype(np.uint8)
    if not known.any():  # what is left is too thin to be seen in the small picture
        return cv2.inpaint(rgb, hole, _SMEARED, cv2.INPAINT_TELEA)
    made = np.zeros_like(small)
    cv2.setRNGSeed(0)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    cv2.xphoto.inpaint(lab, known, made, cv2.xphoto.INPAINT_SHIFTMAP)
    made = cv2.cvtColor(made, cv2.COLOR_LAB2RGB)
    return cv2.resize(made, (width, height), interpolation=cv2.INTER_CUBIC)
