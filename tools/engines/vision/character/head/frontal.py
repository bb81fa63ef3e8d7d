"""The mouth of a face in numbers that do not depend on head turn or size."""

import numpy as np

_CORNERS = (61, 291)
_UPPER_LIP, _LOWER_LIP = 13, 14
_EYE_CORNERS = ((33, 133), (263, 362))
_FOREHEAD, _CHIN = 10, 152


def frontal(points: np.ndarray) -> np.ndarray:
    """Mesh points (468, 3) seen from the front: x to the picture's right, y up, in eye distances,
    the origin between the eyes. The head's own axes are its eye line and its midline."""
    world = points * (1, -1, -1)  # y up, z towards the viewer
    eyes = [world[list(pair)].mean(0) for pair in _EYE_CORNERS]
    across = eyes[1] - eyes[0]
    unit = float(np.linalg.norm(across))
    x = across / unit
    up = world[_FOREHEAD] - world[_CHIN]
    y = up - (up @ x) * x
    y /= np.linalg.norm(y)
    axes = np.stack([x, y, np.cross(x, y)])
    return (world - (eyes[0] + eyes[1]) / 2) @ axes.T / unit


def mouth(points: np.ndarray) -> dict[str, float]:
    """In eye distances: how far the lips are open, how wide the mouth is, and how far its corners
    are lifted above the middle of the lips (negative: they hang)."""
    p = frontal(points)[:, :2]
    lips = (p[_UPPER_LIP] + p[_LOWER_LIP]) / 2
    corners = p[list(_CORNERS)]
    return {
        "open": float(p[_UPPER_LIP, 1] - p[_LOWER_LIP, 1]),
        "width": float(np.hypot(*(corners[1] - corners[0]))),
        "corner_lift": float(corners[:, 1].mean() - lips[1]),
    }
