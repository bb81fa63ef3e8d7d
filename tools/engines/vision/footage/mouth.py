"""How far the mouth is open in every frame, measured from the pixels."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.face import BROW, CHIN, Face, eye_distance, find_faces, follow

_NOISE = 0.25  # mean 8-bit levels
_AGAIN = 12  # frames between two thorough searches for a face that is lost
_STEADY = 0.06  # face heights by which a nose may leave its usual place: see openings()
_NOSE, _EYES = 1, (33, 263)
_UPPER, _LOWER = (13, 82, 312), (14, 87, 317)  # inner lips: middle, and beside it


class MouthReader:
    """Follows one face through the frames of a video."""

    def __init__(self, models: Path):
        self._models = models
        self._face: Face | None = None
        self._last: tuple[np.ndarray, float] | None = None
        self._lost = 0  # frames since the face was seen
        self.pitch = float("nan")  # of the head that was read last

    def read(self, rgb: np.ndarray) -> float:
        """The gap of the lips over the distance of the eyes; NaN where no face is found. A frame
        that is held is measured once."""
        if self._last is not None and _same(self._last[0], rgb):
            return self._last[1]
        face = follow(rgb, self._models, self._face) if self._face is not None else None
        if face is None or not face.meshed:
            # The thorough search is slow: of a face that stays away, only now and then.
            thorough = self._lost % _AGAIN == 0
            found = find_faces(rgb, self._models, thorough=thorough)
            face = next((f for f in found if f.meshed), None)
        self._lost = 0 if face is not None else self._lost + 1
        self._face = face
        opening = lip_gap(face.points) if face is not None else float("nan")
        self.pitch = head_pitch(face.points) if face is not None else float("nan")
        self._last = (rgb, opening)
        return opening


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two frames differ by no more than coding noise."""
    return float(cv2.absdiff(a, b).mean()) < _NOISE


def lip_gap(points: np.ndarray) -> float:
    """Gap of the inner lips over the distance of the eyes, from mesh points (468, 3)."""
    gap = points[list(_LOWER), :2] - points[list(_UPPER), :2]
    return float(np.hypot(gap[:, 0], gap[:, 1]).mean() / eye_distance(points))


def head_pitch(points: np.ndarray) -> float:
    """How far the nose is from the eyes towards the chin, in face heights (brow to chin)."""
    down = points[CHIN, :2] - points[BROW, :2]
    nose = points[_NOSE, :2] - points[list(_EYES), :2].mean(0)
    return float(nose @ down / max(float(down @ down), 1e-6))


def openings(
    frames: Iterable[tuple[float, np.ndarray]], models: Path
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(times s, openings, whether the head is steady) of (seconds, RGB uint8 frame) pairs; NaN
    openings where no mouth is found.

    In a head that is thrown forward or back, as in a jump, the mesh opens the mouth by itself."""
    reader = MouthReader(models)
    rows = [(time, reader.read(rgb), reader.pitch) for time, rgb in frames]
    times, series, pitch = np.array(rows, float).reshape(-1, 3).T
    if not np.isfinite(pitch).any():
        return times, series, np.ones(len(times), bool)
    return times, series, ~(np.abs(pitch - np.nanmedian(pitch)) > _STEADY)
