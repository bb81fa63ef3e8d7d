"""Pictures bettered by filters: what stands in where no network is."""

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.restoration.requests import Upscale, Upscaled


def upscale(request: Upscale, progress: Progress) -> Upscaled:
    """Lanczos' filter over eight pixels: nothing is added that was not there."""
    size = {"fx": request.factor, "fy": request.factor, "interpolation": cv2.INTER_LANCZOS4}
    np.save(request.out, cv2.resize(np.load(request.path), None, **size))
    return {"method": "lanczos"}
