"""Whether another picture or video is seen behind the subject of an edit."""

from pathlib import Path

import cv2
import numpy as np

from studio.media.opener import open_picture
from tools.engines.media.probe import identify
from tools.engines.vision.footage.upright import upright_frames

_SIDE = 320  # pixels of the longer side
_LOOKS = 6  # frames of the edit
_NEAR = 14.0  # 8-bit levels by which a pixel may be off


def behind_of(path: Path, other: Path) -> float:
    """The share of the picture, 0 to 1, that shows `other` at its place: a picture, or a video at
    the same time or at its end. Where the shapes differ it may fill the frame or be held in it."""
    shown = _samples(path)
    others = _of_picture(other) if identify(other)[0] == "image" else _samples(other)
    shares = []
    for at, frame in shown:
        behind = min(others, key=lambda one: abs(one[0] - at))[1]
        shares.append(max(_same(frame, fitted) for fitted in _fitted(behind, frame.shape)))
    return round(float(np.median(shares)), 3)


def _same(frame: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels that are alike, but for those that hardly differ from all around."""
    apart = np.abs(frame.astype(np.float32) - other).mean(axis=2)
    return float((apart < _NEAR).mean())


def _fitted(picture: np.ndarray, shape: tuple[int, ...]) -> list[np.ndarray]:
    """A picture in a frame: stretched by at most a pixel, filling it, or whole on black."""
    high, wide = shape[:2]
    made = []
    for pick in (max, min):
        scale = pick(wide / picture.shape[1], high / picture.shape[0])
        size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
        large = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        frame = np.zeros((high, wide, 3), np.float32)
        h, w = min(high, size[1]), min(wide, size[0])
        y, x = (size[1] - h) // 2, (size[0] - w) // 2
        part = large[y : y + h, x : x + w]
        frame[(high - h) // 2 : (high - h) // 2 + h, (wide - w) // 2 : (wide - w) // 2 + w] = part
        made.append(frame)
    return made


def _of_picture(path: Path) -> list[tuple[float, np.ndarray]]:
    with open_picture(path) as picture:
        small = picture.convert("RGB")
        small.thumbnail((_SIDE, _SIDE))
        return [(0.0, np.asarray(small))]


def _samples(path: Path) -> list[tuple[float, np.ndarray]]:
    """(seconds, RGB frame) evenly over a video: between _LOOKS and twice as many."""
    kept: list[tuple[float, np.ndarray]] = []
    every = 1
    for number, frame in enumerate(upright_frames(path, _SIDE)):
        if number % every == 0:
            kept.append(frame)
            if len(kept) == 2 * _LOOKS:
                kept, every = kept[::2], 2 * every
    return kept
