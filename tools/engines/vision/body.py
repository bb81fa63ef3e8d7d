"""The body in a picture: its joints, found from the pixels.

The network (V. Bazarevsky et al., "BlazePose", 2020) was trained on people. A cartoon's large head
leads it astray when it frames the body by itself, so it is shown several framings around the face,
or around the whole figure where no face is seen, and what most of them agree on is taken.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.face import Face
from tools.engines.vision.model import Model, load, sigmoid
from tools.engines.vision.region import Region

# Its points, in order. `left` and `right` are the person's own.
_SIDED = {
    "face": ("eye_inner", "eye", "eye_outer"),
    "sides": ("ear", "mouth", "shoulder", "elbow", "wrist", "pinky", "index", "thumb"),
    "legs": ("hip", "knee", "ankle", "heel", "foot_index"),
}
LANDMARKS = (
    "nose",
    *(f"{side}_{one}" for side in ("left", "right") for one in _SIDED["face"]),
    *(f"{side}_{one}" for one in _SIDED["sides"] for side in ("left", "right")),
    *(f"{side}_{one}" for one in _SIDED["legs"] for side in ("left", "right")),
)
# COCO names -> their places among them.
_NUMBERS = {"nose": 0} | {
    f"{side[0]}_{name}": LANDMARKS.index(f"{side}_{name}")
    for name in ("eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    for side in ("left", "right")
}
_MIRRORED = [0, 4, 5, 6, 1, 2, 3, 8, 7, 10, 9, *(i + 1 - 2 * (i % 2 == 0) for i in range(11, 33))]
# Framings: their size, and how far their centre lies below that of the face, in face sizes, for our
# big-headed characters and for people; the same of the figure, in its longer side.
Framing = tuple[float, float]
_FACE = [(size, drop) for size in (3.6, 4.4, 5.2, 6.2) for drop in (0.8, 1.4, 2.0)]
_PEOPLE = [(size, drop) for size in (7.5, 9.0, 11.0) for drop in (1.4, 2.2, 3.0)]
_FIGURE = [(size, drop) for size in (0.95, 1.15, 1.35) for drop in (-0.08, 0.0, 0.1)]
_UNREST = 0.2  # torsos by which framings that agree place a joint apart, at the median
_BETTER = 0.5  # of it that wider framings must stay under
_BELIEF = 0.8  # of the network that there is a body
_NOSE_OFF = 0.45  # face sizes by which its nose may miss the mesh's
_FEWEST = 3  # framings that must agree
_BEST = 5  # framings that are enough where all of them find a body
_LARGE = 0.01  # share of the picture from which a patch is a figure
# The network lifts the shoulders of our big-headed characters by this share of the torso: mean over
# renders of the joints found against those of the rig.
_SHRUG = 0.17


@dataclass(frozen=True)
class Body:
    """`joints`: COCO name -> x, y in picture pixels and visibility 0..1; `landmarks`: the same of
    all 33 points, by LANDMARKS. `agreement` 0..1: how closely the framings place the same joints.
    `framings`: those that agree best."""

    joints: dict[str, tuple[float, float, float]]
    landmarks: dict[str, tuple[float, float, float]]
    agreement: float
    framings: frozenset[Framing]


@dataclass(frozen=True)
class _Look:
    """One framing: the network's belief 0..1 that there is a body, its points (33, 2) in the
    picture and their visibility (33,) 0..1."""

    framing: Framing
    belief: float
    points: np.ndarray
    seen: np.ndarray


@dataclass(frozen=True)
class _Anchor:
    """What framings are about: its centre and its size, in pixels."""

    x: float
    y: float
    size: float

    def region(self, framing: Framing) -> Region:
        scale, drop = framing
        return Region(self.x, self.y + drop * self.size, scale * self.size)


def find_body(
    rgb: np.ndarray,
    models: Path,
    face: Face | None,
    mask: np.ndarray,
    framings: Collection[Framing] = (),
) -> Body | None:
    """The body below `face`, or of the largest figure of `mask` (h, w) bool where there is no face,
    in an RGB uint8 picture; None when too few framings find it. `framings`: of the body in the
    frame before, which are enough where they find it again."""
    model = load(models / "pose_landmark_full.tflite")
    looks: list[_Look] = []
    anchor = None if face is None else _Anchor(*map(float, face.points[1, :2]), face.size)
    if anchor:
        looks = _looks(model, rgb, anchor, _FACE, framings, face)
    if len(looks) < _FEWEST and (figure := _figure(mask, face)):
        looks += _looks(model, rgb, figure, _FIGURE, framings, face)
    found, shrug = _agreed(looks), _SHRUG
    if found is None:
        return None
    if anchor and found.unrest > _UNREST:
        wide = _agreed(_looks(model, rgb, anchor, _PEOPLE, framings, face))
        if wide is not None and wide.unrest < _BETTER * found.unrest:
            found, shrug = wide, 0.0
    for shoulder, hip in ((11, 23), (12, 24)):
        found.points[shoulder] += shrug * (found.points[hip] - found.points[shoulder])
    return _named(found, rgb.shape[:2])


@dataclass(frozen=True)
class _Agreed:
    """`points` (33, 2), how surely each is `seen` (33,), how far the framings place it apart (33,),
    in torsos, and which framings agree best."""

    points: np.ndarray
    seen: np.ndarray
    spread: np.ndarray
    framings: frozenset[Framing]

    @property
    def unrest(self) -> float:
        """The median of the spread."""
        return float(np.median(self.spread))


def _agreed(looks: list[_Look]) -> _Agreed | None:
    """What looks at one body agree on; None of too few."""
    if len(looks) < _FEWEST:
        return None
    places = _one_sided(np.array([look.points for look in looks]))
    middle = np.median(places, axis=0)
    seen = np.median([look.seen for look in looks], axis=0)
    torso = np.hypot(*(middle[[11, 12]].mean(0) - middle[[23, 24]].mean(0)))
    off = np.hypot(*(places - middle).transpose(2, 0, 1)) / max(torso, 1e-6)
    best = np.argsort(off.mean(1))[:_BEST]
    kept = frozenset(looks[number].framing for number in best)
    return _Agreed(middle, seen, np.median(off, axis=0), kept)


def _named(found: _Agreed, shape: tuple[int, int]) -> Body:
    points, visible = found.points, found.seen * (found.spread < 0.5)
    inside = ((points >= 0) & (points < shape[::-1])).all(1)
    landmarks = {
        name: (float(points[i, 0]), float(points[i, 1]), float(visible[i] * inside[i]))
        for i, name in enumerate(LANDMARKS)
    }
    joints = {name: landmarks[LANDMARKS[i]] for name, i in _NUMBERS.items()}
    left, right = joints["l_shoulder"], joints["r_shoulder"]
    joints["neck"] = tuple((a + b) / 2 for a, b in zip(left, right, strict=True))
    arms = [_NUMBERS[n] for n in ("l_elbow", "r_elbow", "l_wrist", "r_wrist", "l_shoulder")]
    agreement = float(np.clip(1 - found.spread[arms].mean(), 0, 1))
    return Body(joints, landmarks, agreement, found.framings)


def _figure(mask: np.ndarray, face: Face | None) -> _Anchor | None:
    """The figure that the face belongs to, else the largest one; None where it goes on below the
    picture, for then its size says nothing."""
    count, patches, about, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return None
    best = 1 + int(about[1:, cv2.CC_STAT_AREA].argmax())
    if face is not None:
        row, column = (np.clip(face.points[1, 1::-1], 0, np.array(mask.shape) - 1)).astype(int)
        best = int(patches[row, column]) or best
    x, y, wide, high, area = (float(value) for value in about[best])
    if area < _LARGE * mask.size or y + high >= mask.shape[0] - 1:
        return None
    return _Anchor(x + wide / 2, y + high / 2, max(wide, high))


def _looks(
    model: Model,
    rgb: np.ndarray,
    anchor: _Anchor,
    framings: list[Framing],
    first: Collection[Framing],
    face: Face | None,
) -> list[_Look]:
    """Of those framings, in which the network believes in a body that has the `face`; where it
    does in enough of the `first` ones, of these."""

    def looked(tried: list[Framing]) -> list[_Look]:
        found = (_look(model, rgb, anchor, framing) for framing in tried)
        return [look for look in found if look.belief >= _BELIEF and _has_face(look, face)]

    found = looked([framing for framing in framings if framing in first])
    if len(found) >= _BEST:
        return found
    return found + looked([framing for framing in framings if framing not in first])


def _has_face(look: _Look, face: Face | None) -> bool:
    if face is None:
        return True
    return bool(np.hypot(*(look.points[0] - face.points[1, :2])) < _NOSE_OFF * face.size)


def _one_sided(places: np.ndarray) -> np.ndarray:
    """Looks (n, 33, 2) at one body with left and right named alike: in some framings the network
    takes a front for a back. Where they are as many, those that agree best give the names."""
    apart = np.hypot(*(places[:, None, :, :] - places[None]).transpose(3, 0, 1, 2)).mean(-1)
    kept = places[int(np.median(apart, axis=1).argmin())]
    turned = places[:, _MIRRORED]
    plain, crossed = (np.hypot(*(p - kept).transpose(2, 0, 1)).mean(1) for p in (places, turned))
    return np.where((crossed < plain)[:, None, None], turned, places)


def _look(model: Model, rgb: np.ndarray, anchor: _Anchor, framing: Framing) -> _Look:
    region = anchor.region(framing)
    outputs = model(region.crop(rgb, model.size))
    marks = next(o for o in outputs if o.size == 195).reshape(39, 5)[:33]
    belief = float(next(o for o in outputs if o.size == 1).reshape(-1)[0])
    points = region.to_picture(marks[:, :2], model.size)
    return _Look(framing, belief, points, sigmoid(marks[:, 3]))
