"""What a face expresses, in its own frame: a few measures, and the same face at rest.

A face at rest is the calm of its own clip, at the same turn of the head. What stays expressive even
then (a held smile, a mouth that never closes) is brought to the near end of what faces at rest
show, so that a single held expression can be exaggerated too.
"""

import numpy as np

from tools.engines.vision.caricature.landmarks import BROWS, CORNERS, LIDS, LOWER_LIP, UPPER_LIP
from tools.engines.vision.caricature.placing import Placed

_UPPER_LID, _LOWER_LID = ((159, 158, 160), (386, 385, 387)), ((145, 153, 144), (374, 380, 373))
_ENDS = (0, 8)  # of LIDS: the corners of an eye

# What faces at rest show, people and cartoons, in eye distances; eyes in widths of the eye.
_REST = {"open": (-0.02, 0.012), "width": (0.74, 0.84), "lift": (-0.005, 0.04)}
# How much of each is a full step of expression.
_STEP = {"open": 0.08, "width": 0.1, "lift": 0.05, "eyes": 0.06, "brows": 0.04}
_TURN = np.radians(14)  # how alike two turns of the head must be to compare its shapes
_CORNER_REACH = (0.3, 0.22)  # eye distances
_SAMPLES = 240  # frames that are enough to know a face at rest by
_CALM = 0.35  # of the spread of expression: who is calm


def measures(shapes: np.ndarray) -> dict[str, np.ndarray]:
    """Of shapes (t, 468, 3): how far the lips are "open", the "width" of the mouth, the "lift" of
    its corners (t,), how open the "eyes" are and how high the "brows" (t, 2)."""
    lips = (shapes[:, 13] + shapes[:, 14]) / 2
    right, left = shapes[:, 61], shapes[:, 291]
    eyes, brows = [], []
    for side in (0, 1):
        gap = shapes[:, _UPPER_LID[side], 1].mean(1) - shapes[:, _LOWER_LID[side], 1].mean(1)
        outer, inner = (LIDS[side][end] for end in _ENDS)
        ends = shapes[:, inner] - shapes[:, outer]
        eyes.append(gap / np.maximum(np.linalg.norm(ends[:, :2], axis=1), 1e-6))
        brows.append(shapes[:, BROWS[side], 1].mean(1))
    return {
        "open": shapes[:, 13, 1] - shapes[:, 14, 1],
        "width": np.linalg.norm((left - right)[:, :2], axis=1),
        "lift": (right[:, 1] + left[:, 1]) / 2 - lips[:, 1],
        "eyes": np.stack(eyes, 1),
        "brows": np.stack(brows, 1),
    }


def around(shapes: np.ndarray, point: int) -> np.ndarray:
    """How much each point (t, 468) goes along with one of the corners of the mouth, 0 to 1."""
    away = (shapes - shapes[:, point, None])[..., :2] / _CORNER_REACH
    return np.exp(-(away**2).sum(-1))


def neutral(placed: Placed) -> np.ndarray:
    """The face at rest for each frame (t, 468, 3)."""
    effort = _effort(measures(placed.shapes))
    easy = np.exp(-(effort - effort.min()) / max(_CALM * float(np.std(effort)), 1e-3))
    few = np.unique(np.linspace(0, len(effort) - 1, _SAMPLES).astype(int))
    ahead = placed.axes[:, 2]  # where the nose points
    turned = np.arccos(np.clip(ahead @ ahead[few].T, -1, 1))
    weights = easy[few] * np.exp(-0.5 * (turned / _TURN) ** 2) + 1e-12
    weights /= weights.sum(1, keepdims=True)
    calm = np.einsum("ts,spk->tpk", weights, placed.shapes[few])
    return _at_rest(calm)


def _effort(seen: dict[str, np.ndarray]) -> np.ndarray:
    """How far each frame is from rest (t,), in steps of expression."""
    total = np.zeros(len(seen["open"]))
    for name, step in _STEP.items():
        values = seen[name]
        low, high = _REST.get(name, (np.median(values, axis=0), np.median(values, axis=0)))
        away = np.abs(values - np.clip(values, low, high)) / step
        total += away if away.ndim == 1 else away.mean(1)
    return total


def _at_rest(shapes: np.ndarray) -> np.ndarray:
    """Shapes (t, 468, 3) with what is still expressive in the mouth taken back."""
    rest = shapes.copy()
    seen = measures(shapes)
    excess = {name: seen[name] - np.clip(seen[name], *_REST[name]) for name in _REST}
    lips = (shapes[:, 13] + shapes[:, 14]) / 2
    below = shapes[..., 1] < lips[:, None, 1] - 0.02  # jaw and chin move with the lower lip
    below[:, LOWER_LIP] = True
    below[:, (*UPPER_LIP, *CORNERS[0], *CORNERS[1])] = False
    across = shapes[..., 0] - lips[:, None, 0]
    jaw = below * np.exp(-((across / 0.55) ** 2))
    rest[..., 1] += jaw * excess["open"][:, None]
    for side, sign in ((0, -1.0), (1, 1.0)):
        near = around(shapes, CORNERS[side][0])
        rest[..., 1] -= near * excess["lift"][:, None]
        rest[..., 0] -= near * sign * excess["width"][:, None] / 2
    return rest
