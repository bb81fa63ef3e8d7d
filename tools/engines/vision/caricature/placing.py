"""Where a face is and how it is turned: its points in a frame of its own, and back.

In the face's own frame x runs to the picture's right, y up, z towards the viewer, in eye distances;
the origin lies between the eyes (likeness/frontal.py), and no turn or size of the head is left.
"""

from dataclasses import dataclass

import numpy as np
import scipy

from tools.engines.vision.caricature.landmarks import (
    BONY,
    BROWS,
    CORNERS,
    LIDS,
    LOWER_LIP,
    UPPER_LIP,
)
from tools.engines.vision.caricature.track import Track
from tools.engines.vision.character.head.frontal import frontal

_SPAN, _ORDER = 0.25, 2  # seconds, degree: visemes stay, the network's jitter goes
# A movement of lips or lids that stays under this (eye distances, root mean square of their points)
# is as likely to be the network's trembling as the face's; over so many seconds it is averaged.
_TREMBLE, _CALMED = 0.02, 0.12
_LIPS = (*UPPER_LIP, *LOWER_LIP, *CORNERS[0], *CORNERS[1])
_UPPER = (*LIDS[0], *LIDS[1], *BROWS[0], *BROWS[1])
_TO_WORLD = np.array([1.0, -1.0, -1.0])


@dataclass(frozen=True)
class Placed:
    """A track in its own frame. `frames` (t,) are numbers in the video; `shapes` (t, 468, 3) the
    points in eye distances; `origins` (t, 3), `axes` (t, 3, 3) and `units` (t,) place them: a
    point p lies at origin + unit * p @ axes, in pixels of the picture, y down, z away."""

    track: Track
    frames: np.ndarray
    shapes: np.ndarray
    origins: np.ndarray
    axes: np.ndarray
    units: np.ndarray

    def to_picture(self, at: int, points: np.ndarray) -> np.ndarray:
        """Points (n, 3) of the face's frame at index `at` in pixels (n, 2)."""
        return (self.origins[at] + self.units[at] * points @ self.axes[at])[:, :2]

    def to_face(self, at: int, points: np.ndarray) -> np.ndarray:
        """Mesh points (n, 3) of the picture in the face's frame at index `at`."""
        return (points - self.origins[at]) @ self.axes[at].T / self.units[at]


def place(track: Track, rate: float) -> Placed:
    """Smooth the points of a track over time, without a lag, and take the head's movement out.
    `rate`: frames a second.

    Source of the fit: S. Umeyama, "Least-squares estimation of transformation parameters between
    two point patterns", 1991; of the smoothing: A. Savitzky and M. Golay, 1964.
    """
    frames = np.array(track.frames)
    fresh = np.array([n == frames[0] or n not in track.held for n in frames])
    rate *= float(fresh.mean())  # a drawing held on twos stays held
    points = _smooth(np.stack([track.looks[n] for n in frames[fresh]]), rate)
    reference = np.median([frontal(p) for p in points], axis=0)
    for _ in range(2):  # the mean shape of the first fit is the better reference
        origins, axes, units = _fit(points, reference)
        shapes = (points - origins[:, None]) @ np.swapaxes(axes, 1, 2) / units[:, None, None]
        reference = np.median(shapes, axis=0)
    shapes = _calmed(shapes, rate)
    again = np.cumsum(fresh) - 1
    return Placed(track, frames, shapes[again], origins[again], axes[again], units[again])


def _smooth(points: np.ndarray, rate: float) -> np.ndarray:
    window = int(_SPAN * rate) // 2 * 2 + 1
    if _ORDER + 1 < window <= len(points):
        return scipy.signal.savgol_filter(points, window, _ORDER, axis=0)
    return points


def _calmed(shapes: np.ndarray, rate: float) -> np.ndarray:
    """Average what trembles, and leave what moves: mouth and eyes each by themselves.

    Source: C. Tomasi and R. Manduchi, "Bilateral filtering for gray and color images", 1998; here
    over time.
    """
    calm = shapes.copy()
    for part, moved in ((_LIPS, slice(None)), (_UPPER, list(_UPPER))):
        looks = shapes[:, list(part), :2]
        total, weight = np.zeros_like(shapes[:, moved]), np.zeros(len(shapes))
        for shift in range(-int(2 * _CALMED * rate), int(2 * _CALMED * rate) + 1):
            other = np.clip(np.arange(len(shapes)) + shift, 0, len(shapes) - 1)
            apart = np.sqrt(((looks[other] - looks) ** 2).sum(-1).mean(-1))
            near = np.exp(-0.5 * (apart / _TREMBLE) ** 2 - 0.5 * (shift / (_CALMED * rate)) ** 2)
            total += near[:, None, None] * shapes[other][:, moved]
            weight += near
        calm[:, moved] = total / weight[:, None, None]
    return calm


def _fit(points: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Origins, axes and units that carry the reference's bony points onto those of each frame."""
    bones = list(BONY)
    centre = reference[bones].mean(0)
    model = reference[bones] - centre
    origins, axes, units = [], [], []
    for frame in points[:, bones]:
        middle = frame.mean(0)
        u, stretch, vt = np.linalg.svd(model.T @ ((frame - middle) * _TO_WORLD))
        no_mirror = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
        unit = float((stretch * no_mirror).sum() / (model**2).sum())
        axis = (u * no_mirror) @ vt * _TO_WORLD
        axes.append(axis)
        units.append(unit)
        origins.append(middle - unit * centre @ axis)
    return np.array(origins), np.array(axes), np.array(units)
