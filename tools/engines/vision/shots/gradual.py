"""Changes of a picture that are no cuts: flashes, fades, dissolves.

Everything is told from small pictures, (frames, height, width, 3) uint8. Spans are (first frame,
first frame behind).
"""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.uint8]
Spans = list[tuple[int, int]]

_FLASH = 20.0  # levels of 255: a flash changes the picture at least by this
_BACK = 0.4  # of that: as near as this to the picture before, it is back
_FLAT = 4.0  # levels: a picture with less contrast is of one colour
_RAMP = 3  # frames in which contrast goes at least, where it fades
_STEP = 0.008  # of a shot's contrast: what a fade takes of it in a frame at least
_LONGEST = 3.0  # seconds of a fade to either side
_HALVES = (0.12, 0.2, 0.32, 0.5, 0.8, 1.2)  # seconds: half lengths of dissolves that are tried
_APART = 16.0  # levels: the pictures that are dissolved differ at least by this
_MIXED = 0.42  # of half that: how much nearer to the mixture of both than to either
_BLUR = 1.2  # pixels: what moves a little counts as standing
_AT_ONCE = 0.4  # of how far the two are apart: what changes by that from frame to frame is cut
_STEADY = 3.5  # times the usual change between two frames: so is that
_SOFTER = 0.75  # of the mean detail at both ends: a mixture of two pictures has less than this


def flashes(frames: Frames, longest: int) -> Spans:
    """Where another picture is shown for less than `longest` frames, and then the first again."""
    found: Spans = []
    change = _change(frames)
    for at in np.flatnonzero(change > _FLASH) + 1:
        if found and at < found[-1][1] + 1:
            continue
        for away in range(1, min(longest, len(frames) - int(at))):
            if _apart(frames[at - 1], frames[at + away]) < _BACK * change[at - 1]:
                found.append((int(at), int(at) + away))
                break
    return found


def fades(frames: Frames, rate: float) -> Spans:
    """Where a picture goes away into one colour, or comes out of it, or both."""
    contrast = frames.std(axis=(1, 2)).mean(axis=1)
    flat = np.concatenate([[0], (contrast < _FLAT).astype(int), [0]])
    starts, ends = np.flatnonzero(np.diff(flat) > 0), np.flatnonzero(np.diff(flat) < 0)
    found: Spans = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        before = _ramp(contrast[:start][::-1], rate)
        behind = _ramp(contrast[end:], rate)
        if max(before, behind) >= _RAMP:
            found.append((start - before, end + behind))
    return found


def _ramp(contrast: np.ndarray, rate: float) -> int:
    """For how many frames contrast grows from its beginning."""
    near = contrast[: round(_LONGEST * rate)]
    if not near.size:
        return 0
    least = _STEP * float(near.max())
    grows = np.diff(near) > least
    return 1 + int(np.argmin(np.append(grows, False))) if near[0] < 0.5 * near.max() else 0


def dissolves(frames: Frames, rate: float, cuts: list[int], faded: Spans) -> Spans:
    """Where one picture is mixed into another: each frame lies between the two, and has less detail
    than either."""
    pictures = np.stack([cv2.GaussianBlur(f, (0, 0), _BLUR) for f in frames]).astype(np.float32)
    detail = np.array([_detail(frame) for frame in frames])
    change = _change(frames)
    halves = sorted({max(2, round(half * rate)) for half in _HALVES})
    closed = np.zeros(len(frames), bool)
    for start, end in faded:
        closed[start:end] = True
    tried = [
        (score, at, half)
        for half in halves
        for at in range(half, len(frames) - half)
        if not closed[at - half : at + half + 1].any()
        and (score := _mixture(pictures, detail, change, at, half)) > 0
    ]
    found: Spans = []
    for _, at, half in sorted(tried, reverse=True):
        start, end = _extent(pictures, at, half, cuts)
        if all(end <= other[0] or start >= other[1] for other in found):
            found.append((start, end))
    return sorted(found)


def _mixture(
    pictures: np.ndarray, detail: np.ndarray, change: np.ndarray, at: int, half: int
) -> float:
    """How clearly the frames about `at` are mixtures of those `half` before and behind it; 0 where
    they are not."""
    first, last, middle = at - half, at + half, pictures[at]
    one, other = pictures[first], pictures[last]
    apart = float(np.abs(other - one).mean())
    if apart < _APART or change[first:last].max() > _at_once(change[first:last], apart):
        return 0.0
    softer = detail[at] / max((detail[first] + detail[last]) / 2, 1e-6)
    if softer > _SOFTER:
        return 0.0
    off = float(np.abs(middle - (one + other) / 2).mean())
    for place in (at - half // 2, at + half // 2):
        share = (place - first) / (2 * half)
        mixed = one + share * (other - one)
        off = max(off, float(np.abs(pictures[place] - mixed).mean()))
    fit = 1 - 2 * off / apart
    return fit * (1 - softer) * apart if fit > _MIXED else 0.0


def _at_once(change: np.ndarray, apart: float) -> float:
    """The change between two frames, in levels, from which it is no part of a mixture."""
    return min(_AT_ONCE * apart, 2 + _STEADY * float(np.median(change)))


def _extent(pictures: np.ndarray, at: int, half: int, cuts: list[int]) -> tuple[int, int]:
    """From where to where it goes: the share of the second picture is a line, drawn on to 0 and
    to 1."""
    low = max([cut for cut in cuts if cut <= at - half], default=0)
    high = min([cut - 1 for cut in cuts if cut > at + half], default=len(pictures) - 1)
    reach = min(2 * half, at - low, high - at)
    one, other = pictures[at - reach], pictures[at + reach]
    way = (other - one).ravel()
    numbers = np.arange(at - reach, at + reach + 1)
    shares = (pictures[numbers].reshape(len(numbers), -1) - one.ravel()) @ way / (way @ way)
    inside = (shares > 0.2) & (shares < 0.8)
    if inside.sum() < 3:
        return at - half, at + half + 1
    slope, base = np.polyfit(numbers[inside], shares[inside], 1)
    if slope <= 0:
        return at - half, at + half + 1
    start, end = round(-base / slope), round((1 - base) / slope)
    return max(int(start), low), min(int(end), high + 1)


def _change(frames: Frames) -> np.ndarray:
    """Of each frame against the one before, levels."""
    return np.array([_apart(one, other) for one, other in pairwise(frames)])


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(cv2.absdiff(one, other).mean())


def _grey(frame: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)


def _detail(frame: np.ndarray) -> float:
    """Mean square of the differences between neighbours."""
    grey = _grey(frame).astype(np.float32)
    return float((np.diff(grey, axis=0) ** 2).mean() + (np.diff(grey, axis=1) ** 2).mean())
