"""How a face is turned and what it does, in numbers."""

import numpy as np

from tools.engines.vision.caricature.expression import measures
from tools.engines.vision.caricature.feeling import clear_emotion, odds
from tools.engines.vision.caricature.placing import Placed, place
from tools.engines.vision.caricature.track import Track
from tools.engines.vision.faces.requests import FaceLook


def looks(placed: Placed) -> list[FaceLook]:
    """Of each frame of a face."""
    seen = measures(placed.shapes)
    found: list[FaceLook] = []
    for at in range(len(placed.frames)):
        points = placed.to_picture(at, placed.shapes[at])
        yaw, pitch, roll = head_turn(placed.axes[at])
        low, high = points.min(0), points.max(0)
        found.append(
            {
                "box": [round(float(side), 1) for side in (*low, *high)],
                "yaw": yaw,
                "pitch": pitch,
                "roll": roll,
                "open": round(float(seen["open"][at]), 4),
                "width": round(float(seen["width"][at]), 4),
                "lift": round(float(seen["lift"][at]), 4),
                "eyes": [round(float(one), 4) for one in seen["eyes"][at]],
                "brows": [round(float(one), 4) for one in seen["brows"][at]],
            }
        )
    return found


def look_at(points: np.ndarray) -> FaceLook:
    """Of one face alone, by its mesh points (468, 3)."""
    return looks(place(Track({0: points}), 1.0))[0]


def head_turn(axes: np.ndarray) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of the axes (3, 3) that Placed has."""
    across, _, ahead = axes
    yaw = np.arctan2(ahead[0], -ahead[2])
    pitch = np.arctan2(-ahead[1], np.hypot(ahead[0], ahead[2]))
    roll = np.arctan2(across[1], across[0])
    return tuple(round(float(np.degrees(one)), 1) for one in (yaw, pitch, roll))


def expression_of(rgb: np.ndarray, points: np.ndarray) -> str | None:
    """The emotion that a face of our characters shows clearly, else None."""
    return clear_emotion(odds(rgb, points))
