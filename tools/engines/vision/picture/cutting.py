"""A figure cut out of its background.

The network says roughly where it is; GrabCut (C. Rother et al., 2004, in OpenCV) finds its edge by
the picture's own colours.
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.vision.requests import CutFigure, CutOut
from tools.engines.vision.subject import look, read_picture, segment

_LONGEST = 768  # pixels of the side at which the edge is found
_SURE, _MAYBE = 0.9, 0.15  # of the network's belief
_FACE = 0.75  # of a face's box that an ellipse within it is sure to be face
_ROUNDS = 4
_FEATHER = 1.2  # pixels, at that size


def cut_figure(request: CutFigure, progress: Progress, models: Path) -> CutOut:
    """Cut it out. ToolError where no figure is found, or nothing but it."""
    rgb, alpha = read_picture(request.path)
    progress(0.2, "looking")
    return write_cut(request, rgb, alpha if alpha is not None else figure_in(rgb, models))


def write_cut(request: CutFigure, rgb: np.ndarray, soft: np.ndarray) -> CutOut:
    """Write what is asked for, of a picture and how much of each pixel is the figure, (h, w) 0..1.
    ToolError where none is found, or nothing but it."""
    share = float(soft.mean())
    if not 0.005 < share < 0.98:
        raise ToolError(
            "no figure was found that stands out from what is behind it.",
            "Give a picture in which somebody stands before a background.",
        )
    mask = (255 * soft).round().astype(np.uint8)
    Image.fromarray(np.dstack([rgb, mask])).save(request.out)
    Image.fromarray(mask).save(request.mask)
    return {"share": round(share, 4)}


def figure_in(rgb: np.ndarray, models: Path) -> np.ndarray:
    """How much of each pixel of an RGB uint8 picture is the figure, (h, w) 0..1."""
    height, width = rgb.shape[:2]
    scale = min(1.0, _LONGEST / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    belief = segment(small, models)
    for face in look(small, models).faces:  # a face is part of it, whatever the network says
        x0, y0, x1, y1 = (float(side) for side in face.box)
        middle = (round((x0 + x1) / 2), round((y0 + y1) / 2))
        axes = (round(_FACE * (x1 - x0) / 2), round(_FACE * (y1 - y0) / 2))
        inner = np.zeros_like(belief)
        cv2.ellipse(inner, middle, axes, 0, 0, 360, _SURE, cv2.FILLED)
        belief = np.maximum(belief, inner)
    marks = np.full(belief.shape, cv2.GC_BGD, np.uint8)
    marks[belief > _MAYBE] = cv2.GC_PR_BGD
    marks[belief > 0.5] = cv2.GC_PR_FGD
    marks[belief >= _SURE] = cv2.GC_FGD
    if (marks == cv2.GC_FGD).any() and (marks == cv2.GC_BGD).any():
        colours = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.setRNGSeed(0)  # its clusters begin by chance
        cv2.grabCut(
            cv2.cvtColor(small, cv2.COLOR_RGB2BGR),
            marks,
            None,
            *colours,
            _ROUNDS,
            cv2.GC_INIT_WITH_MASK,
        )
    figure = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    soft = cv2.GaussianBlur(figure, (0, 0), _FEATHER)
    return np.clip(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
