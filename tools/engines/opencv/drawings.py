"""Which frames of a video are drawings of their own, and which only hold the one before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from tools.engines.media.frames import planes

STEPPED = 3  # frames: a drawing that is held longer is meant to stand still
_BLOCK = 8  # pixels a side of what is compared
_SAME = 2.0  # mean difference of a block in 8-bit levels up to which it is coding noise


@dataclass(frozen=True)
class Drawing:
    """An I420 frame and its number; `cut`: it is the first one of a shot; `held`: it ends a hold,
    and shows what the drawing before it shows."""

    number: int
    frame: np.ndarray
    cut: bool = False
    held: bool = False


def is_same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two I420 frames show the same, but for the noise of their coding."""
    (light, *_), (other_light, *_) = planes(one), planes(other)
    apart = cv2.absdiff(light, other_light)
    size = tuple(max(1, side // _BLOCK) for side in apart.shape[::-1])
    return float(cv2.resize(apart, size, interpolation=cv2.INTER_AREA).max()) <= _SAME


def drawings(frames: Iterable[np.ndarray], cuts: set[int]) -> Iterator[Drawing]:
    """The drawings of a video, in order: of one that is held for up to STEPPED frames (as films on
    twos and threes have it) the first frame, of a longer hold the first and the last one. What
    lies between two drawings is on its way from the one to the other."""
    held: list[Drawing] = []
    for number, frame in enumerate(frames):
        new = Drawing(number, frame, number in cuts)
        if held and not new.cut and is_same(held[0].frame, frame):
            held = [held[0], replace(new, held=True)]
            continue
        yield from _kept(held)
        held = [new]
    yield from _kept(held)


def _kept(held: list[Drawing]) -> list[Drawing]:
    if len(held) > 1 and held[1].number - held[0].number < STEPPED:
        return held[:1]
    return held
