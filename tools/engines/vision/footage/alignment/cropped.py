"""Which part of its source an edit of another shape shows, when it is cropped."""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.footage.upright import upright_frames, upright_size

Window = tuple[float, float, float, float]  # left, top, width and height as shares of the frame

_SMALL = 160  # long side of the frames that are looked at, in pixels
_EDITS, _SOURCES = 6, 48  # of them
_SAME_SHAPE = 0.03  # difference of two shapes that is none
_FOUND = 0.7  # correlation from which a window is found
_FLAT = 3.0  # 8-bit levels: a border that varies by less is a bar


def cropped_window(edit: Path, source: Path) -> Window | None:
    """The window of the source's frame that a cropped edit of another shape shows, about; None for
    an edit of the same shape, with bars, or where nothing is found."""
    (across, up), (wide, high) = upright_size(edit), upright_size(source)
    shape = (across / up) / (wide / high)
    if abs(shape - 1) <= _SAME_SHAPE:
        return None
    shown, shot = _samples(edit, _EDITS), _samples(source, _SOURCES)
    if all(_has_bars(frame) for frame in shown):
        return None
    height, width = shot[0].shape
    size = (max(8, round(width * min(shape, 1))), max(8, round(height / max(shape, 1))))
    places = []
    for frame in shown:
        small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        found = [cv2.minMaxLoc(cv2.matchTemplate(one, small, cv2.TM_CCOEFF_NORMED)) for one in shot]
        _, score, _, place = max(found, key=lambda one: one[1])
        if np.isfinite(score) and score >= _FOUND:
            places.append(place)
    if len(places) < len(shown) / 2:
        return None
    left, top = np.median(np.array(places), axis=0)
    return left / width, top / height, size[0] / width, size[1] / height


def through(rgb: np.ndarray, window: Window | None) -> np.ndarray:
    """A frame (h, w, 3) as it is seen through a window; whole where there is none."""
    if window is None:
        return rgb
    height, width = rgb.shape[:2]
    left, top = round(window[0] * width), round(window[1] * height)
    wide, high = max(1, round(window[2] * width)), max(1, round(window[3] * height))
    return rgb[top : top + high, left : left + wide]


def _samples(path: Path, most: int) -> list[np.ndarray]:
    """`most` grey frames, or twice as many, evenly over a video."""
    kept: list[np.ndarray] = []
    every = 1
    for number, (_, rgb) in enumerate(upright_frames(path, _SMALL)):
        if number % every:
            continue
        kept.append(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
        if len(kept) == 2 * most:
            kept, every = kept[::2], 2 * every
    return kept


def _has_bars(grey: np.ndarray) -> bool:
    edges = ((grey[:2], grey[-2:]), (grey[:, :2], grey[:, -2:]))
    return any(one.std() < _FLAT and other.std() < _FLAT for one, other in edges)
