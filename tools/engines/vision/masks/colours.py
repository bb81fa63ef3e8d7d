"""What the colours of one frame say of its subject. Frames are BGR uint8 (h, w, 3), masks bool."""

import cv2
import numpy as np

from tools.engines.vision.masks.contrast import soft_lab
from tools.engines.vision.masks.follow import tidy

_ROUNDS = 4
_AROUND = 0.25  # of a box's longer side: how far around it its surroundings are looked at
_CLUSTERS, _SAMPLES = 12, 4000  # of the surroundings' colours, and pixels that make them
_OTHER = 18.0  # CIELAB: from which a colour in a box is none of its surroundings


def cut(frame: np.ndarray, marks: np.ndarray) -> np.ndarray:
    """The mask that GrabCut (C. Rother et al., 2004) makes of its marks (h, w) uint8."""
    cv2.setRNGSeed(0)  # its clusters begin by chance
    colours = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(frame, marks, None, *colours, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return tidy(np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)))


def unlike_around(frame: np.ndarray, x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    """Which pixels of a box have a colour that is none of those around it (y1 - y0, x1 - x0): what
    GrabCut begins with. Of the whole box it takes a gradient that goes on behind the subject for
    the subject."""
    room = max(4, round(_AROUND * max(x1 - x0, y1 - y0)))
    left, top = max(0, x0 - room), max(0, y0 - room)
    lab = soft_lab(frame[top : y1 + room, left : x1 + room])
    box = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    around = np.ones(lab.shape[:2], bool)
    around[box] = False
    seen = lab[around]
    seen = np.ascontiguousarray(seen[:: max(1, len(seen) // _SAMPLES)])
    cv2.setRNGSeed(0)
    ends = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_COUNT, 20, 0.5)
    count = min(_CLUSTERS, len(seen))
    _, _, colours = cv2.kmeans(seen, count, None, ends, 1, cv2.KMEANS_PP_CENTERS)
    apart = np.min([np.linalg.norm(lab[box] - one, axis=-1) for one in colours], axis=0)
    return apart > _OTHER


def alike(frame: np.ndarray, x: int, y: int, step: int) -> np.ndarray:
    """What is reached from a point by going from pixel to pixel whose colours differ by `step`
    levels of CIELAB at most."""
    lab = cv2.cvtColor(cv2.GaussianBlur(frame, (0, 0), 1.5), cv2.COLOR_BGR2LAB)
    flooded = np.zeros((lab.shape[0] + 2, lab.shape[1] + 2), np.uint8)
    flags = 4 | (1 << 8) | cv2.FLOODFILL_MASK_ONLY
    cv2.floodFill(lab, flooded, (x, y), 0, (step,) * 3, (step,) * 3, flags)
    return flooded[1:-1, 1:-1] > 0
