"""A face's features as numbers, and one face followed through a video."""

from pathlib import Path

import numpy as np

from tools.engines.vision.character.head.frontal import frontal, mouth
from tools.engines.vision.face import Face, find_faces, follow

FEATURES = ("mouth opening", "mouth width", "corner lift", "brow height", "eye opening")
_BROWS = ((70, 63, 105, 66, 107), (336, 296, 334, 293, 300))
_EYES = ((33, 133), (263, 362))  # corners
_LIDS = ((159, 145), (386, 374))  # upper, lower


def features(face: Face) -> np.ndarray:
    """(5,): FEATURES of a meshed face, in eye distances, seen from the front."""
    lips = mouth(face.points)
    points = frontal(face.points)[:, :2]
    pairs = zip(_BROWS, _EYES, strict=True)
    brows = [points[list(b), 1].mean() - points[list(e), 1].mean() for b, e in pairs]
    lids = [points[upper, 1] - points[lower, 1] for upper, lower in _LIDS]
    return np.array(
        [lips["open"], lips["width"], lips["corner_lift"], np.mean(brows), np.mean(lids)]
    )


class FaceReader:
    """Follows the largest face through frames in order of time."""

    def __init__(self, models: Path):
        self._models = models
        self._face: Face | None = None

    def read(self, rgb: np.ndarray) -> Face | None:
        """The face in an RGB uint8 frame; None when no mesh fits one."""
        face = follow(rgb, self._models, self._face) if self._face is not None else None
        if face is None or not face.meshed:
            face = next((f for f in find_faces(rgb, self._models) if f.meshed), None)
        self._face = face
        return face

    def forget(self) -> None:
        """Begin anew: the next frame is of another shot."""
        self._face = None
