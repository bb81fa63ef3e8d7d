"""A video in a drawn look, steady over time."""

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.media.frames import film, pictures, to_i420, to_rgb
from tools.engines.opencv.looks.drawn import LOOKS
from tools.engines.opencv.requests import LARGEST_DRAWN, Stylize, StylizedVideo

_NOISE = 0.035  # of full scale: a change that is smaller than this is not seen as one
_KEEPS = 0.85  # of what was before, where nothing changes
_STILL = 0.02  # a change of the blurred footage under which a place stands still


class _Seen(NamedTuple):
    """A frame of the footage, 0 to 1, the same `blurred`, and what was `made` of it, 0 to 255."""

    plain: np.ndarray
    blurred: np.ndarray
    made: np.ndarray


def stylize(request: Stylize, progress: Progress) -> StylizedVideo:
    """Every frame through the look, after what trembles in it without moving was held still. A
    larger one than LARGEST_DRAWN is drawn so large, and enlarged."""
    footage = read(Path(request.video))
    draw = LOOKS[request.look]
    steady: np.ndarray | None = None
    last: _Seen | None = None
    flickers: list[tuple[float, float]] = []
    with film(footage, Path(request.out)) as write:
        for number, frame in enumerate(pictures(footage)):
            whole = to_rgb(frame)
            size = whole.shape[1::-1]
            scale = min(1.0, (LARGEST_DRAWN / (size[0] * size[1])) ** 0.5)
            if scale < 1:
                whole = cv2.resize(whole, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            plain = whole.astype(np.float32) / 255
            steady = plain if steady is None else _held(steady, plain)
            made = plain + request.strength * (draw(steady, request.detail) - plain)
            made = np.rint(255 * np.clip(made, 0, 1)).astype(np.uint8)
            write(to_i420(made if scale == 1 else cv2.resize(made, size)))
            seen = _Seen(plain, cv2.GaussianBlur(plain, (0, 0), 3), made)
            if last is not None:
                flickers.append(_flicker(last, seen))
            last = seen
            progress(number / footage.frames, "drawing")
    before, after = np.mean(flickers, axis=0) if flickers else (0.0, 0.0)
    return {
        "path": str(request.out),
        "frames": footage.frames,
        "duration": footage.duration,
        "before_flicker": round(float(before), 3),
        "after_flicker": round(float(after), 3),
    }


def _held(before: np.ndarray, now: np.ndarray) -> np.ndarray:
    """`now`, but what it was `before` where it changes by no more than noise does."""
    change = cv2.GaussianBlur(np.abs(now - before).max(-1), (0, 0), 1.5)
    keep = _KEEPS * np.clip(2 - change / _NOISE, 0, 1)[..., None]
    return now + keep * (before - now)


def _flicker(last: _Seen, now: _Seen) -> tuple[float, float]:
    """The mean change of the footage and of what was drawn, 0 to 255, where nothing moves."""
    still = cv2.absdiff(now.blurred, last.blurred).max(-1) < _STILL
    if not still.any():
        return 0.0, 0.0
    before, after = cv2.absdiff(now.plain, last.plain), cv2.absdiff(now.made, last.made)
    return float(255 * before[still].mean()), float(after[still].mean())
