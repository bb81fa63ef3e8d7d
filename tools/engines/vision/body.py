"""The body in a picture: its joints, found from the pixels.

The network (V. Bazarevsky et al., "BlazePose", 2020) was trained on people. A cartoon's large head
leads it astray when it frames the body by itself, so it is shown several framings around the face,
and what most of them agree on is taken.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.engines.vision.face import Face
from tools.engines.vision.model import Model, load, sigmoid
from tools.engines.vision.region import Region

# The network's numbering -> COCO names.
_NUMBERS = {
    "nose": 0,
    "l_eye": 2,
    "r_eye": 5,
    "l_ear": 7,
    "r_ear": 8,
    "l_shoulder": 11,
    "r_shoulder": 12,
    "l_elbow": 13,
    "r_elbow": 14,
    "l_wrist": 15,
    "r_wrist": 16,
    "l_hip": 23,
    "r_hip": 24,
    "l_knee": 25,
    "r_knee": 26,
    "l_ankle": 27,
    "r_ankle": 28,
}
_SIZES = (3.6, 4.4, 5.2, 6.2)  # of the framing, in face sizes
_DROPS = (0.8, 1.4, 2.0)  # of its centre below the face's
_BELIEF = 0.8  # of the network that there is a body
_NOSE_OFF = 0.35  # face sizes by which its nose may miss the mesh's
_FEWEST = 3  # framings that must agree


@dataclass(frozen=True)
class Body:
    """`joints`: COCO name -> x, y in picture pixels and visibility 0..1. `agreement` 0..1: how
    closely the framings place the same joints."""

    joints: dict[str, tuple[float, float, float]]
    agreement: float


def find_body(rgb: np.ndarray, models: Path, face: Face) -> Body | None:
    """The body below `face` in an RGB uint8 picture; None when too few framings find it."""
    model = load(models / "pose_landmark_full.tflite")
    nose, size = face.points[1, :2], face.size
    found = []
    for scale in _SIZES:
        for drop in _DROPS:
            region = Region(float(nose[0]), float(nose[1] + drop * size), scale * size)
            belief, points, seen = _look(model, rgb, region)
            if belief >= _BELIEF and np.hypot(*(points[0] - nose)) < _NOSE_OFF * size:
                found.append((points, seen))
    if len(found) < _FEWEST:
        return None
    places = np.array([points for points, _ in found])
    middle = np.median(places, axis=0)
    seen = np.median([seen for _, seen in found], axis=0)
    spread = np.median(np.hypot(*(places - middle).transpose(2, 0, 1)), axis=0) / size
    visible = seen * (spread < 0.5)
    height, width = rgb.shape[:2]
    inside = ((middle >= 0) & (middle < (width, height))).all(1)
    joints = {
        name: (float(middle[i, 0]), float(middle[i, 1]), float(visible[i] * inside[i]))
        for name, i in _NUMBERS.items()
    }
    left, right = joints["l_shoulder"], joints["r_shoulder"]
    joints["neck"] = tuple((a + b) / 2 for a, b in zip(left, right, strict=True))
    arms = [_NUMBERS[n] for n in ("l_elbow", "r_elbow", "l_wrist", "r_wrist", "l_shoulder")]
    return Body(joints, float(np.clip(1 - spread[arms].mean(), 0, 1)))


def _look(model: Model, rgb: np.ndarray, region: Region) -> tuple[float, np.ndarray, np.ndarray]:
    """(belief, points (33, 2) in the picture, visibility (33,))."""
    outputs = model(region.crop(rgb, model.size).astype(np.float32) / 255)
    marks = next(o for o in outputs if o.size == 195).reshape(39, 5)[:33]
    belief = float(next(o for o in outputs if o.size == 1).reshape(-1)[0])
    return belief, region.to_picture(marks[:, :2], model.size), sigmoid(marks[:, 3])
