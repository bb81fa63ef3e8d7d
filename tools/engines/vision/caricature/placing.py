"""Where a face is and how it is turned: its points in a frame of its own, and back.

In the face's own frame x runs to the picture's right, y up, z towards the viewer, in eye distances;
the origin lies between the eyes (likeness/frontal.py), and no turn or size of the head is left.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import savgol_filter

from tools.engines.vision.caricature.track import Track
from tools.engines.vision.likeness.frontal import frontal

# Forehead, bridge of the nose, corners of the eyes, temples: bone lies right under them.
_BONY = (10, 67, 297, 109, 338, 151, 9, 8, 168, 6, 197, 195, 33, 133, 362, 263, 127, 356, 234, 454)
_SPAN, _ORDER = 0.25, 2  # seconds, degree: visemes stay, the network's jitter goes
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
    points = _smooth(np.stack([track.looks[n] for n in frames]), frames, track.held, rate)
    reference = np.median([frontal(p) for p in points], axis=0)
    for _ in range(2):  # the mean shape of the first fit is the better reference
        origins, axes, units = _fit(points, reference)
        shapes = (points - origins[:, None]) @ np.swapaxes(axes, 1, 2) / units[:, None, None]
        reference = np.median(shapes, axis=0)
    return Placed(track, frames, shapes, origins, axes, units)


def _smooth(points: np.ndarray, frames: np.ndarray, held: set[int], rate: float) -> np.ndarray:
    """Over the frames that differ: a drawing held on twos stays held."""
    fresh = np.array([n == frames[0] or n not in held for n in frames])
    unlike = points[fresh]
    window = int(_SPAN * rate * len(unlike) / len(points)) // 2 * 2 + 1
    if _ORDER + 1 < window <= len(unlike):
        unlike = savgol_filter(unlike, window, _ORDER, axis=0)
    return unlike[np.cumsum(fresh) - 1]


def _fit(points: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Origins, axes and units that carry the reference's bony points onto those of each frame."""
    bones = list(_BONY)
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
