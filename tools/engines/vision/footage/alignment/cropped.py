"""Which part of its source an edit of another shape shows, when it is cropped."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import scipy

from tools.engines.vision.footage.upright import upright_frames, upright_size

Window = tuple[float, float, float, float]  # left, top, width and height as shares of the frame

_SMALL = 160  # long side of the frames that are looked at, in pixels
_EDITS, _SOURCES = 24, 48  # of them
_SLIP = 3  # looks: a place at which only one of so many finds the window is a mistake
_SAME_SHAPE = 0.03  # difference of two shapes that is none
_FOUND = 0.7  # correlation from which a window is found
_FLAT = 3.0  # 8-bit levels: a border that varies by less is a bar


@dataclass(frozen=True)
class Windows:
    """Where the window lies: from shot to shot, or going with a face. `times` (k,) s of the source,
    ascending, and the `corners` (k, 2), left and top, at them; `size` (2,): width and height; as
    shares of the frame."""

    times: np.ndarray
    corners: np.ndarray
    size: tuple[float, float]

    def at(self, time: float) -> Window:
        """The window at a time of the source: that of the nearest look."""
        left, top = self.corners[int(np.abs(self.times - time).argmin())]
        return float(left), float(top), *self.size

    def usual(self) -> Window:
        """Where it lies for most of the time."""
        left, top = np.median(self.corners, axis=0)
        return float(left), float(top), *self.size


def cropped_windows(edit: Path, source: Path) -> Windows | None:
    """The windows of the source's frame that a cropped edit of another shape shows, about; None for
    an edit of the same shape, with bars, or where nothing is found."""
    (across, up), (wide, high) = upright_size(edit), upright_size(source)
    shape = (across / up) / (wide / high)
    if abs(shape - 1) <= _SAME_SHAPE:
        return None
    shown, shot = _samples(edit, _EDITS), _samples(source, _SOURCES)
    if all(_has_bars(frame) for _, frame in shown):
        return None
    height, width = shot[0][1].shape
    size = (max(8, round(width * min(shape, 1))), max(8, round(height / max(shape, 1))))
    looks: list[tuple[float, tuple[int, int]]] = []
    for _, frame in shown:
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        found = [
            (*cv2.minMaxLoc(cv2.matchTemplate(one, small, cv2.TM_CCOEFF_NORMED))[1::2], time)
            for time, one in shot
        ]
        score, place, time = max(found)
        if np.isfinite(score) and score >= _FOUND:
            looks.append((time, (place[0], place[1])))
    if len(looks) < len(shown) / 2:
        return None
    looks.sort()
    places = np.array([place for _, place in looks], float)
    places = scipy.ndimage.median_filter(places, (_SLIP, 1), mode="nearest")
    return Windows(
        np.array([time for time, _ in looks]),
        places / [width, height],
        (size[0] / width, size[1] / height),
    )


def through(rgb: np.ndarray, window: Window) -> np.ndarray:
    """A frame (h, w, 3) as it is seen through a window."""
    height, width = rgb.shape[:2]
    left, top = round(window[0] * width), round(window[1] * height)
    wide, high = max(1, round(window[2] * width)), max(1, round(window[3] * height))
    return rgb[top : top + high, left : left + wide]


def _samples(path: Path, most: int) -> list[tuple[float, np.ndarray]]:
    """`most` grey frames with their times in s, or twice as many, evenly over a video."""
    kept: list[tuple[float, np.ndarray]] = []
    every = 1
    for number, (time, rgb) in enumerate(upright_frames(path, _SMALL)):
        if number % every:
            continue
        kept.append((time, cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)))
        if len(kept) == 2 * most:
            kept, every = kept[::2], 2 * every
    return kept


def _has_bars(grey: np.ndarray) -> bool:
    edges = ((grey[:2], grey[-2:]), (grey[:, :2], grey[:, -2:]))
    return any(one.std() < _FLAT and other.std() < _FLAT for one, other in edges)
