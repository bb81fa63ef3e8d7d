"""The outlines of a picture, as an edge ControlNet was taught them."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from tools.engines.base import Progress
from tools.engines.vision.requests import DrawEdges, DrawnEdges
from tools.engines.vision.subject import read_picture

_WEAK, _STRONG = 0.66, 1.33  # of the median brightness: what becomes a line beside one, and alone


def draw_edges(request: DrawEdges, progress: Progress) -> DrawnEdges:
    """Canny's edges (J. Canny, 1986, in OpenCV), its two thresholds set by the picture's own
    brightness."""
    rgb, _ = read_picture(Path(request.path))
    grey = cv2.bilateralFilter(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 7, 40, 7)
    middle = max(32.0, float(np.median(grey)))
    lines = cv2.Canny(grey, _WEAK * middle, min(255.0, _STRONG * middle))
    Image.fromarray(lines).convert("RGB").save(request.out)
    return {"share": round(float((lines > 0).mean()), 4)}
