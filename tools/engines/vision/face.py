"""Faces in a picture: where they are, and the 468 points of their surface.

Source of the mesh: Y. Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on
Mobile GPUs", 2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path

import numpy as np

from tools.engines.vision import blaze
from tools.engines.vision.model import Model, load, sigmoid
from tools.engines.vision.region import Region, angle_between, whole
from tools.engines.vision.search import tiles

BROW, CHIN = 9, 152  # points of the mesh on the midline: a face's height
RIGHT_EYE, LEFT_EYE = 0, 1  # keypoints of the detectors; right is the person's own right
_MARGIN = 1.5  # the mesh network wants the detector's box this much larger
_MARGINS = (1.2, 1.5, 1.8)
_SURE = 0.5
_CLEAR = 0.75  # a detector's score from which it is sure
_SAME = 0.5  # of the smaller box: detections that share more are of one face
_ZOOMS = (0.9, 1.0, 1.1)
_MOVES = ((0, 0), (0.04, 0), (-0.04, 0), (0, 0.04), (0, -0.04))


@dataclass(frozen=True)
class Face:
    """`box` x0, y0, x1, y1 and `points` (468, 3) in picture pixels (z: depth, smaller is nearer);
    `score` is the detector's and `presence` the mesh's own belief, 0..1."""

    score: float
    presence: float
    box: np.ndarray
    points: np.ndarray

    @property
    def meshed(self) -> bool:
        """Whether the mesh can be relied on."""
        return self.presence >= _SURE

    @property
    def size(self) -> float:
        """Mean side of the box in pixels."""
        return float((self.box[2] - self.box[0] + self.box[3] - self.box[1]) / 2)


def find_faces(
    picture: np.ndarray,
    models: Path,
    *,
    near: Sequence[np.ndarray] = (),
    known: Sequence[np.ndarray] = (),
    thorough: bool = False,
    patient: bool = True,
    threshold: float = 0.5,
) -> list[Face]:
    """The faces of an RGB uint8 picture, largest first, but for those in the boxes that are `known`
    already.

    The detectors see the picture at 128 and 192 pixels, and miss heads that are small in it. So
    they look at the whole, and at what lies `near` boxes (x0, y0, x1, y1) of faces seen before;
    with `thorough`, where they find none, also at tiles (search.py). So close they take leaves and
    window panes for faces, too: there only what they are sure of counts. `patient` as in mesh().
    """
    height, width = picture.shape[:2]
    around = [_around(box) for box in near]
    found = _detected(picture, models, [whole(picture), *around], threshold)
    if thorough and not found:
        found = _detected(picture, models, list(tiles(height, width)), max(threshold, _CLEAR))
    new = [f for f in found if not any(blaze.overlap(f.box, box) > _SAME for box in known)]
    faces = [mesh(picture, models, detection, patient) for detection in new]
    return sorted(faces, key=lambda face: -face.size)


def _detected(
    picture: np.ndarray, models: Path, regions: list[Region], threshold: float
) -> list[blaze.Detection]:
    return _merged(
        [
            find
            for region in regions
            for name, layout in _DETECTORS
            for find in blaze.detect(load(models / name), layout, picture, region, threshold)
        ]
    )


def _merged(finds: list[blaze.Detection]) -> list[blaze.Detection]:
    """Of detections of one face the surest."""
    found: list[blaze.Detection] = []
    for find in sorted(finds, key=lambda find: -find.score):
        if not any(blaze.overlap(find.box, kept.box) > _SAME for kept in found):
            found.append(find)
    return found


def _around(box: np.ndarray) -> Region:
    side = 1.6 * max(box[2] - box[0], box[3] - box[1])
    return Region((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, side)


def mesh(
    picture: np.ndarray, models: Path, detection: blaze.Detection, patient: bool = True
) -> Face:
    """The surface points of a detected face. The network is looked through again with the framing
    that its own points suggest; where it stays unsure (glasses, a shouting mouth in half profile),
    36 other framings are tried if `patient`."""
    model = load(models / "face_landmark.tflite")
    box = detection.box
    centre, side = (box[:2] + box[2:]) / 2, float((box[2:] - box[:2]).max())
    angle = angle_between(detection.keypoints[RIGHT_EYE], detection.keypoints[LEFT_EYE], 0.0)
    best = _look(model, picture, Region(*centre, _MARGIN * side, angle))
    again = _look(model, picture, _framing(best[0]))
    best = max(best, again, key=lambda look: look[1])
    if best[1] < _SURE and patient:
        tries = [
            _look(
                model,
                picture,
                Region(centre[0] + x * side, centre[1] + y * side, margin * side, angle + turn),
            )
            for margin in _MARGINS
            for x in (-0.15, 0.15)
            for y in (-0.1, 0.1)
            for turn in (-0.15, 0.0, 0.15)
        ]
        best = max([best, *tries], key=lambda look: look[1])
    return Face(detection.score, best[1], box, best[0])


def follow(picture: np.ndarray, models: Path, face: Face) -> Face:
    """The same face in the next frame, without detecting it anew. Its `presence` falls when it is
    no longer there."""
    model = load(models / "face_landmark.tflite")
    points, presence = _look(model, picture, _framing(face.points))
    box = np.concatenate([points[:, :2].min(0), points[:, :2].max(0)])
    return replace(face, points=points, presence=presence, box=box)


def looks_again(picture: np.ndarray, models: Path, face: Face) -> list[np.ndarray]:
    """The points (468, 3) of the same face as found through framings that differ a little, the
    face's own first. Small faces and faces with glasses come out a little different each time, so
    what is read from the points is steadier over all of these than over one."""
    model, frame = load(models / "face_landmark.tflite"), _framing(face.points)
    framings = [
        Region(frame.x + x * frame.size, frame.y + y * frame.size, zoom * frame.size, frame.angle)
        for zoom in _ZOOMS
        for x, y in _MOVES
    ]
    return [face.points, *(_look(model, picture, framing)[0] for framing in framings)]


def eye_distance(points: np.ndarray) -> float:
    """Distance of the eyes' centres in pixels, depth included."""
    right, left = points[[33, 133]].mean(0), points[[263, 362]].mean(0)
    return max(hypot(*(left - right)), 1e-6)


_DETECTORS = (
    ("face_detection_short_range.tflite", blaze.SHORT_RANGE),
    ("face_detection_full_range_sparse.tflite", blaze.FULL_RANGE),
)


def _framing(points: np.ndarray) -> Region:
    """The region that suits a face with these points."""
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    side = _MARGIN * float((high - low).max())
    return Region(*((low + high) / 2), side, angle_between(points[33], points[263], 0.0))


def _look(model: Model, picture: np.ndarray, region: Region) -> tuple[np.ndarray, float]:
    raw, flag = model(region.crop(picture, model.size))
    points = region.to_picture(raw.reshape(-1, 3), model.size)
    return points, float(sigmoid(flag.reshape(-1))[0])
