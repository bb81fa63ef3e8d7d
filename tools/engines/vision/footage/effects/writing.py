"""Whether words are written in a video or a picture: the plate of each is looked for in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tools.engines.ffmpeg.lettering import Plate, subtitle_plate
from tools.engines.vision.footage.upright import upright_frames, upright_size

_SIDE = 640  # pixels of the longer side
_INSIDE, _OUTSIDE = (0.3, 0.5, 0.7), 0.3  # shares of its time; seconds before and after it
_STEP = 0.4  # seconds between two looks for what may be seen anywhere
_LEAST = 0.1  # seconds that a frame may be off the time it is looked at
_GREY = 110.0  # about what a picture has behind the letters
_ROOM = 6  # pixels that the letters may be off their place


def written_of(path: Path, texts: Sequence[dict[str, Any]]) -> list[list[float | None]]:
    """For each of `texts` ("text", "where", "start" and "end" in s): how alike (correlation, -1 to
    1) its place is to it while it is to be seen, or at best where it may be seen `anywhere` in that
    time, and before and after it; None where no frame of that time is there."""
    plates = _plates(texts, *upright_size(path))
    inside: list[list[float]] = [[] for _ in texts]
    outside: list[list[float]] = [[] for _ in texts]
    times = [_times(one) for one in texts]
    for at, rgb in upright_frames(path, _SIDE):
        grey = None
        for number, (within, without) in enumerate(times):
            for wanted, found in ((within, inside), (without, outside)):
                if wanted and at >= wanted[0]:
                    late = at - wanted.pop(0) > _LEAST
                    if not late:
                        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY) if grey is None else grey
                        found[number].append(_likeness(grey, *plates[number]))
    told = [max if one.get("anywhere") else np.median for one in texts]
    rows = zip(told, inside, outside, strict=True)
    return [[_rounded(how, one), _rounded(max, other)] for how, one, other in rows]


def written_on(rgb: np.ndarray, texts: Sequence[dict[str, str]]) -> list[float]:
    """For each of `texts` ("text", "where") how alike its place in a picture is to it."""
    height, width = rgb.shape[:2]
    scale = _scale(width, height)
    size = (round(width * scale), round(height * scale))
    grey = cv2.cvtColor(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return [round(_likeness(grey, *plate), 3) for plate in _plates(texts, width, height)]


def _scale(width: int, height: int) -> float:
    """By how much a picture of that size is made smaller to be looked at."""
    return min(1.0, _SIDE / max(width, height))


def _plates(
    texts: Sequence[dict[str, Any]], width: int, height: int
) -> list[tuple[np.ndarray, int, int]]:
    scale = _scale(width, height)
    return [
        _scaled(subtitle_plate(one["text"], width, height, one["where"]), scale) for one in texts
    ]


def _times(one: dict[str, Any]) -> tuple[list[float], list[float]]:
    start, end = one["start"], one["end"]
    if one.get("anywhere"):
        return [float(at) for at in np.arange(start + _STEP / 2, end, _STEP)], []
    before = [start - _OUTSIDE] if start >= _OUTSIDE else []
    return [start + share * (end - start) for share in _INSIDE], [*before, end + _OUTSIDE]


def _rounded(how: Callable[[list[float]], Any], found: list[float]) -> float | None:
    return round(float(how(found)), 3) if found else None


def _scaled(plate: Plate, scale: float) -> tuple[np.ndarray, int, int]:
    """The letters on grey as they are looked for, and where they stand, in pixels of the frames."""
    size = [max(1, round(side * scale)) for side in plate.image.size]
    pixels = np.asarray(plate.image.resize(size), np.float32)
    alpha = pixels[..., 3] / 255
    grey = pixels[..., :3].mean(axis=2) * alpha + _GREY * (1 - alpha)
    return grey.astype(np.uint8), round(plate.x * scale), round(plate.y * scale)


def _likeness(frame: np.ndarray, letters: np.ndarray, x: int, y: int) -> float:
    """The best correlation at the letters' place, or some pixels beside it."""
    high, wide = letters.shape
    left, top = max(0, x - _ROOM), max(0, y - _ROOM)
    near = frame[top : y + high + _ROOM, left : x + wide + _ROOM]
    if near.shape[0] < high or near.shape[1] < wide:
        return 0.0
    found = cv2.matchTemplate(near, letters, cv2.TM_CCOEFF_NORMED)
    return float(np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0).max())
