"""Where the irises of a face are: with them its mesh has 478 points.

Source: A. Ablavatski et al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry",
2020.
"""

from pathlib import Path

import numpy as np

from tools.engines.vision.model import load
from tools.engines.vision.region import Region, angle_between

NETWORK = "iris_landmark.tflite"
_CORNERS = ((33, 133), (362, 263))  # of each eye, the picture's left one first, left to right
_MARGIN = 2.3  # the network wants so many widths of an eye
_POINTS = 5  # the middle, and four on the rim


def irises(rgb: np.ndarray, points: np.ndarray, models: Path) -> np.ndarray:
    """Points (10, 3) in pixels of both irises of a face with the mesh `points` (468, 3), the
    picture's left one first: its middle, then four on its rim. `models`: the networks' folder."""
    network = load(models / NETWORK)
    found = []
    for side, pair in enumerate(_CORNERS):
        left, right = points[list(pair)]
        middle = (left + right) / 2
        size = _MARGIN * max(float(np.hypot(*(right - left)[:2])), 2.0)
        region = Region(middle[0], middle[1], size, angle_between(left, right, 0.0))
        crop = region.crop(rgb, network.size)
        is_mirrored = side == 0  # it was trained on the other eye
        outputs = network(crop[:, ::-1] if is_mirrored else crop)
        marks = next(one for one in outputs if one.size == 3 * _POINTS).reshape(_POINTS, 3)
        if is_mirrored:
            marks = np.column_stack([network.size - marks[:, 0], marks[:, 1:]])
        placed = region.to_picture(marks, network.size)
        placed[:, 2] += middle[2]
        found.append(placed)
    return np.concatenate(found)


def gaze(points: np.ndarray, rims: np.ndarray) -> list[float]:
    """Where both eyes look, in their sockets: to the picture's right and up, 1 in a corner of the
    eye, 0 in its middle; of mesh `points` (468, 3) and irises (10, 3)."""
    ways = []
    for side, pair in enumerate(_CORNERS):
        left, right = points[list(pair), :2]
        along = right - left
        half = max(float(np.hypot(*along)) / 2, 1e-6)
        along = along / (2 * half)
        off = rims[_POINTS * side, :2] - (left + right) / 2
        ways.append([off @ along / half, -off @ np.array([-along[1], along[0]]) / half])
    return [round(float(way), 3) for way in np.mean(ways, axis=0)]
