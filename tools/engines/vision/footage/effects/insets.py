"""Where another video or picture is seen within an edit."""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.footage.upright import upright_frames

_SIDE = 320  # pixels of the edit's longer side
_LOOKS, _OTHERS = 6, 24  # frames that are looked at, of the edit and of the other one
_SEEN = 2  # of them in which it must be seen


def inset_of(path: Path, other: Path, width: float, left: float) -> list[float] | None:
    """Of a video `width` of the edit's width wide, whole or cropped at its sides to half the
    picture's shape: the likeness (correlation, -1 to 1) of the place where it is found best, and
    that place's centre, x and y as shares of the edit's frame: [likeness, x, y]. It is sought from
    the share `left` of the width on. None where either is too small."""
    edit, shown = _samples(path, _LOOKS), _samples(other, _OTHERS)
    height, wide = edit[0].shape
    side, gone = round(width * wide), round(left * wide)
    found = []
    for frame in edit:
        places = [
            _best(frame[:, gone:], part) for one in shown for part in _parts(one, side, height)
        ]
        if places := [one for one in places if one is not None]:
            found.append(max(places))
    if not found:
        return None
    # It may be seen for a part of the time only.
    likeness, x, y = np.mean(sorted(found)[-_SEEN:], axis=0)
    return [
        round(float(likeness), 3),
        round((float(x) + gone) / wide, 3),
        round(float(y) / height, 3),
    ]


def _parts(frame: np.ndarray, width: int, height: int) -> list[np.ndarray]:
    """A frame `width` pixels wide: whole, and its middle as high as a column of the picture."""
    whole = round(frame.shape[0] * width / frame.shape[1])
    scale = height / frame.shape[0]
    column = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left = (column.shape[1] - width) // 2
    parts = [column[:, left : left + width]] if left > 0 else []
    return [cv2.resize(frame, (width, whole), interpolation=cv2.INTER_AREA), *parts]


def _best(frame: np.ndarray, part: np.ndarray) -> tuple[float, float, float] | None:
    """(correlation, x, y): the best place of a part in a frame, its centre in pixels. A rim of the
    part is left away: it may lie under a border."""
    part = part[2:-2, 2:-2]
    if min(part.shape) < 8 or part.shape[0] > frame.shape[0] or part.shape[1] > frame.shape[1]:
        return None
    found = cv2.matchTemplate(frame, part, cv2.TM_CCOEFF_NORMED)
    found[~np.isfinite(found)] = -1
    _, value, _, (x, y) = cv2.minMaxLoc(found)
    return value, x + part.shape[1] / 2, y + part.shape[0] / 2


def _samples(path: Path, most: int) -> list[np.ndarray]:
    """Grey frames, `most` of them or twice as many, evenly over a video."""
    kept: list[np.ndarray] = []
    every = 1
    for number, (_, rgb) in enumerate(upright_frames(path, _SIDE)):
        if number % every:
            continue
        kept.append(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY))
        if len(kept) == 2 * most:
            kept, every = kept[::2], 2 * every
    return kept
