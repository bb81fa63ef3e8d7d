"""What happens between the frames of a video: motion, stills, flicker, cuts."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

_BLACK = 0.02  # mean level 0..1 under which a frame is black
_SAME = 0.4  # mean difference in 8-bit levels under which two frames are the same: coding noise
_CUT_TIMES = 4.0  # a cut changes the frame this many times more than its neighbourhood does
_CUT_LEAST = 12.0  # and at least this much, in 8-bit levels of HSV
_AROUND = 8  # frames on either side


@dataclass(frozen=True)
class Motion:
    """`flicker`: mean absolute second difference of the frames' mean luminance, 8-bit levels
    (a steady fade has none). `motion`: mean change of a pixel between frames that differ, 8-bit
    levels. `frozen_longest`: seconds of the longest still stretch. `cuts`: seconds."""

    black: float
    frozen: float
    frozen_longest: float
    unique: int
    motion: float
    flicker: float
    cuts: list[float]


def motion(times: list[float], frames: list[np.ndarray]) -> Motion:
    """Measure RGB uint8 `frames` (small ones do) shown at `times` (s)."""
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32) for frame in frames]
    mean = np.array([frame.mean() for frame in grey])
    change = np.array([np.abs(b - a).mean() for a, b in pairwise(grey)])
    moved = change >= _SAME
    cuts = _cuts(frames)
    return Motion(
        black=float((mean < 255 * _BLACK).mean()),
        frozen=float((~moved).mean()) if moved.size else 1.0,
        frozen_longest=_longest_still(times, moved),
        unique=1 + int(moved.sum()),
        motion=float(change[moved].mean()) if moved.any() else 0.0,
        flicker=_flicker(mean, moved, cuts),
        cuts=[round(times[i], 3) for i in cuts],
    )


def _longest_still(times: list[float], moved: np.ndarray) -> float:
    longest = start = 0.0
    for time, moves in zip(times[1:], moved, strict=True):
        start = time if moves else start
        longest = max(longest, time - start)
    return longest


def _flicker(mean: np.ndarray, moved: np.ndarray, cuts: list[int]) -> float:
    # Frames held on twos repeat: only new ones count, or every held pair would look like a step.
    new = np.concatenate([[True], moved])
    levels = mean[new]
    if len(levels) < 3:
        return 0.0
    second = np.abs(levels[2:] - 2 * levels[1:-1] + levels[:-2])
    order = np.flatnonzero(new)
    near_cut = np.zeros(len(second), bool)
    for cut in cuts:
        place = int(np.searchsorted(order, cut))
        near_cut[max(place - 2, 0) : place + 1] = True
    return float(second[~near_cut].mean()) if (~near_cut).any() else 0.0


def _cuts(frames: list[np.ndarray]) -> list[int]:
    """Indices of the first frame after each hard cut, by a threshold that adapts to the motion
    around it (as PySceneDetect's adaptive detector does)."""
    hsv = [cv2.cvtColor(frame, cv2.COLOR_RGB2HSV).astype(np.float32) for frame in frames]
    change = np.array([np.abs(b - a).mean() for a, b in pairwise(hsv)])
    found = []
    for i, value in enumerate(change):
        around = np.delete(change[max(i - _AROUND, 0) : i + _AROUND + 1], min(i, _AROUND))
        usual = float(around.mean()) if around.size else 0.0
        if value > _CUT_LEAST and value > _CUT_TIMES * usual:
            found.append(i + 1)
    return found
