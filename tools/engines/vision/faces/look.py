"""How a face is turned and what it does, in numbers."""

import numpy as np

from tools.engines.vision.caricature.expression import measures
from tools.engines.vision.caricature.feeling import clear_emotion, odds
from tools.engines.vision.caricature.placing import Placed, place
from tools.engines.vision.caricature.track import Track
from tools.engines.vision.faces.iris import gaze
from tools.engines.vision.faces.requests import FaceLook


def looks(placed: Placed, rims: dict[int, np.ndarray]) -> list[FaceLook]:
    """Of each frame of a face; `rims`: the points of its irises (10, 3) by number of the frame,
    where they are known."""
    seen = measures(placed.shapes)
    found: list[FaceLook] = []
    for at, number in enumerate(map(int, placed.frames)):
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
                "gaze": gaze(placed.track.looks[number], rims[number]) if number in rims else None,
            }
        )
    return found


def look_at(points: np.ndarray, rims: np.ndarray | None) -> FaceLook:
    """Of one face alone, by its mesh points (468, 3) and those of its irises."""
    return looks(place(Track({0: points}), 1.0), {} if rims is None else {0: rims})[0]


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
