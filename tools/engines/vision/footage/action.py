"""How much moves in every frame of a video, and where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from tools.engines.vision.footage.motion import motion

MOVES = 0.1  # 8-bit levels
_MUCH = 90  # percentile of the frames at which much moves
_CUTS = 64  # long side of the frames in which cuts are looked for, in pixels
_NOISE = 6.0  # 8-bit levels: smaller changes are grain and coding noise
_NEAREST = 1 / 65  # seconds: between frames that are nearer to each other little moves
_FARTHEST = 0.15  # of the frame: a larger jump between two frames is no camera move


@dataclass(frozen=True)
class Action:
    """Per frame: `times` s (n,); `amount` of motion against the frame before, the camera's own
    move taken out, mean 8-bit levels (n,); its centre `x`, `y` 0..1 of the frame (n,). `shots`:
    per frame the number of its shot (n,), from 0."""

    times: np.ndarray
    amount: np.ndarray
    x: np.ndarray
    y: np.ndarray
    shots: np.ndarray

    @property
    def duration(self) -> float:
        """Seconds, the last frame's own time included."""
        own = float(np.median(np.diff(self.times))) if self.times.size > 1 else 0.0
        return float(self.times[-1]) + own

    @property
    def moves(self) -> float:
        """How much moves by itself where much does; under MOVES nothing but the camera."""
        return float(np.percentile(self.amount, _MUCH))

    def shot_at(self, time: float) -> int:
        """The number of the shot that is seen then."""
        return int(self.shots[max(0, int(np.searchsorted(self.times, time, "right")) - 1)])


def spaced(frames: Iterable[tuple[float, np.ndarray]]) -> Iterator[tuple[float, np.ndarray]]:
    """Of (seconds, frame) pairs those that are far enough apart for something to move."""
    last = -np.inf
    for time, rgb in frames:
        if time - last >= _NEAREST:
            yield time, rgb
            last = time


def read_action(frames: Iterable[tuple[float, np.ndarray]]) -> Action:
    """Measure (seconds, RGB uint8 frame) pairs; frames of about 200 pixels do."""
    times: list[float] = []
    rows: list[tuple[float, float, float]] = []
    tiny: list[np.ndarray] = []
    before: np.ndarray | None = None
    for time, rgb in frames:
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
        grey = cv2.GaussianBlur(grey, (0, 0), 1.0)
        times.append(time)
        rows.append((0.0, 0.5, 0.5) if before is None else _moved(before, grey))
        scale = min(1.0, _CUTS / max(grey.shape))
        tiny.append(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        before = grey
    cuts = np.searchsorted(times, np.array(motion(times, tiny).cuts) - 1e-3)
    shots = np.zeros(len(times), int)
    shots[cuts] = 1
    amount, x, y = np.array(rows).T
    # The first frame of a shot has nothing to be compared with.
    for index in [0, *cuts]:
        follows = index + 1 < len(times) and index + 1 not in cuts
        amount[index] = amount[index + 1] if follows else 0.0
        x[index], y[index] = (x[index + 1], y[index + 1]) if follows else (0.5, 0.5)
    return Action(np.array(times), amount, x, y, np.cumsum(shots))


def _moved(before: np.ndarray, after: np.ndarray) -> tuple[float, float, float]:
    """(amount, x, y) of what moves by itself between two grey frames (h, w)."""
    plain = _change(before, after)
    height, width = after.shape
    window = cv2.createHanningWindow((width, height), cv2.CV_32F)
    # Copies, for it lays the window over what it is given.
    (across, down), _ = cv2.phaseCorrelate(before.copy(), after.copy(), window)
    if 0.2 < np.hypot(across, down) < _FARTHEST * max(width, height):
        follow = np.array([[1, 0, across], [0, 1, down]], np.float32)
        panned = cv2.warpAffine(before, follow, (width, height), borderMode=cv2.BORDER_REPLICATE)
        followed = _change(panned, after)
        plain = followed if followed.mean() < 0.8 * plain.mean() else plain
    weights = plain**2
    total = float(weights.sum())
    if total == 0:
        return 0.0, 0.5, 0.5
    x = float((weights.sum(0) @ (np.arange(width) + 0.5)) / total / width)
    y = float((weights.sum(1) @ (np.arange(height) + 0.5)) / total / height)
    return float(plain.mean()), x, y


def _change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    difference = after - before
    # What changes everywhere alike is light, not motion.
    return np.maximum(np.abs(difference - np.median(difference)) - _NOISE, 0)
