"""What a mouth does for a sound: its points, in the face's own frame, for the weights of visemes.

The shapes are those of our characters' rig (blender/character/acting/visemes.py), in the measures
of a face: eye distances.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tools.engines.blender.character.acting.visemes import VISEMES
from tools.engines.vision.caricature.amplify import smooth_step
from tools.engines.vision.caricature.landmarks import (
    CORNERS,
    LOWER_INNER,
    LOWER_LIP,
    UPPER_INNER,
    UPPER_LIP,
)
from tools.engines.vision.caricature.placing import Placed

# Eye distances that a control at 1 moves the mouth: the jaw drops, lips part, corners go outwards
# and inwards.
_JAW, _UPPER, _LOWER, _WIDE, _PUCKER = 0.34, 0.04, 0.05, 0.05, 0.13
_UPWARDS = 0.12  # of the jaw's drop that the upper lip rises
_AT_REST = 0.006  # between closed lips: they do not cross
_CHEEKS = 0.5  # eye distances from the middle in which the jaw moves
_CLOSING, _SET_BACK = 0.05, 0.045
_ROUND = (0.42, 0.3)  # around the middle of the lips, where corners draw along what is near
_NOSE_TIP, _NOSE_BASE = 4, 2
_INNER = ((78, *UPPER_INNER, 308), (78, *LOWER_INNER, 308))
UPPER_EDGE, LOWER_EDGE = _INNER  # of the mouth's opening, from corner to corner


def controls_at(visemes: Sequence[Mapping[str, Any]], times: np.ndarray) -> dict[str, np.ndarray]:
    """The rig's controls at `times` (t,) in seconds: each viseme is a track of its own, 0 before
    its first key and after its last."""
    total: dict[str, np.ndarray] = {}
    for name in {key["viseme"] for key in visemes}:
        track = [key for key in visemes if key["viseme"] == name]
        weights = np.interp(
            times, [k["t"] for k in track], [k["weight"] for k in track], left=0, right=0
        )
        for control, value in VISEMES[name].items():
            total[control] = total.get(control, np.zeros(len(times))) + value * weights
    return total


def spoken(rest: np.ndarray, controls: Mapping[str, np.ndarray]) -> np.ndarray:
    """Points (t, 468, 3) of faces at rest with their mouths as the controls (t,) have them."""
    none = np.zeros(len(rest))
    get = {name: controls.get(name, none) for name in ("jaw", "upper", "lower", "wide", "pucker")}
    shut = np.clip(controls.get("press", none) + controls.get("bite", none), 0, 1)
    drop = _JAW * get["jaw"] * (1 - shut)
    rise = _UPWARDS * drop + _UPPER * get["upper"] * (1 - shut)
    sink = drop + _LOWER * get["lower"] * (1 - shut)
    stretch = _WIDE * get["wide"] - _PUCKER * get["pucker"]
    made = _shut(rest)
    middle = (made[:, 13] + made[:, 14]) / 2
    half = np.maximum(np.abs(made[:, 308, 0] - made[:, 78, 0]) / 2, 0.1)
    across = made[..., 0] - middle[:, None, 0]
    lens = np.sqrt(np.clip(1 - (across / half[:, None]) ** 2, 0, 1))
    jaw = np.exp(-((across / _CHEEKS) ** 2)) * smooth_step(
        (middle[:, None, 1] - made[..., 1]) / 0.12
    )
    upper, lower = list(UPPER_LIP), list(LOWER_LIP)
    moved = made.copy()
    moved[..., 1] -= drop[:, None] * jaw
    moved[:, lower, 1] = made[:, lower, 1] - sink[:, None] * lens[:, lower]
    moved[:, upper, 1] = made[:, upper, 1] + rise[:, None] * lens[:, upper]
    near = np.exp(
        -0.5 * (across / _ROUND[0]) ** 2
        - 0.5 * ((made[..., 1] - middle[:, None, 1]) / _ROUND[1]) ** 2
    )
    moved[..., 0] += (stretch / half)[:, None] * np.clip(across, -0.6, 0.6) * near
    return moved


def without_teeth(placed: Placed, wanted: np.ndarray) -> Placed:
    """The face with the edges of its lips set back into them where they are to close to `wanted`
    (t,): the mesh puts them a little within the mouth, and teeth would show between closed lips."""
    closing = np.clip((gap(placed.shapes) - wanted) / _CLOSING, 0, 1)[:, None]
    shapes = placed.shapes.copy()
    shapes[:, list(UPPER_INNER), 1] += _SET_BACK * closing
    shapes[:, list(LOWER_INNER), 1] -= _SET_BACK * closing
    return replace(placed, shapes=shapes)


def below_the_nose(shapes: np.ndarray) -> np.ndarray:
    """How far each point (t, 468) belongs to the mouth and the jaw, 0..1."""
    tip, base = shapes[:, _NOSE_TIP, None, 1], shapes[:, _NOSE_BASE, None, 1]
    return smooth_step((tip - shapes[..., 1]) / np.maximum(tip - base, 0.05) / 1.5)


def gap(shapes: np.ndarray) -> np.ndarray:
    """How far the lips are apart in the middle (t,)."""
    return shapes[:, 13, 1] - shapes[:, 14, 1]


def _shut(rest: np.ndarray) -> np.ndarray:
    """Lips that touch: those of a face whose mouth is never quite closed, too."""
    made = rest.copy()
    upper, lower = list(UPPER_INNER), list(LOWER_INNER)
    open_ = rest[:, upper, 1] - rest[:, lower, 1] - _AT_REST
    for points, share in ((upper, -0.3), (lower, 0.7)):
        made[:, points, 1] += share * open_
    outer = [p for p in LOWER_LIP if p not in lower and p not in CORNERS[0] + CORNERS[1]]
    made[:, outer, 1] += 0.7 * np.maximum(open_.mean(1), 0)[:, None]
    return made
