"""The motion from one frame to another and back, how sure it is, and what has none."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from tools.engines.media.frames import planes
from tools.engines.opencv.leaps import leaps, leapt
from tools.engines.optical_flow import alike, dense_flow, filled, moved

LONGEST = 720  # pixels of the side at which motion is found
APART = 3.0  # pixels: so far may the ways of both directions differ
_HALF = 0.5  # so sure at least is a way that is followed
_BLOCK = 8  # pixels, in which motion is found: rims of two of them are lost by that alone
_LOST = 0.6  # share of the picture without a way from one frame to the other: nothing is made
_Greys = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Motion:
    """From frame to frame and back: (h, w, 2) float32, x and y in pixels of a picture `scale` times
    as large as the frame. Of each way (h, w): `there` and `back` how alike both ends are, 0 to 1;
    `apart` how many pixels from where it begins the other direction leads back to. `lost`: most of
    the picture has no way, the frames do not show the same thing."""

    scale: float
    forward: np.ndarray
    backward: np.ndarray
    there: np.ndarray
    back: np.ndarray
    apart: tuple[np.ndarray, np.ndarray]
    lost: bool

    @cached_property
    def failed(self) -> tuple[np.ndarray, np.ndarray]:
        """(h, w) float32 of each frame, 0 to 1: what of it is not to be followed to the other one,
        where nothing that is followed hides it."""
        there, back = _confirmed(self.there, self.apart[0]), _confirmed(self.back, self.apart[1])
        return _failed(self.forward, there, back), _failed(self.backward, back, there)


def motion(one: np.ndarray, other: np.ndarray) -> Motion:
    """The motion from one I420 frame to another of its size: by luma, and where that has no way, by
    the colours that changed."""
    scale = min(1.0, LONGEST / max(planes(one)[0].shape))
    (first, second), (was, comes) = _lights(one, other, scale)
    forward, backward = dense_flow(first, second, fine=True), dense_flow(second, first, fine=True)
    there, back = alike(was, comes, forward), alike(comes, was, backward)
    lost = min(float((sure < np.exp(-3)).mean()) for sure in (there, back)) > _LOST
    apart = _apart(forward, backward)
    if not lost:
        gone, new = (_confirmed(*pair) < _HALF for pair in zip((there, back), apart, strict=True))
        for leap in (np.zeros(2, np.float32), *leaps(was, comes, gone, new)):
            forward, there = leapt(was, comes, forward, there, gone, leap)
            backward, back = leapt(comes, was, backward, back, new, -leap)
        apart = _apart(forward, backward)
    return Motion(scale, forward, backward, there, back, apart, lost)


def _lights(one: np.ndarray, other: np.ndarray, scale: float) -> tuple[_Greys, _Greys]:
    """Both I420 frames as greys (h, w) uint8, `scale` times as large: their luma, and the mixture
    of luma and chroma that differs most between them (the first principal component of the
    difference), for what moves may be as light as what is behind it."""
    size = planes(one)[0].shape[::-1]
    if scale < 1:
        size = tuple(max(8, round(side * scale)) for side in size)
    first, second = (
        cv2.merge(
            [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in planes(frame)]
        )
        for frame in (one, other)
    )
    apart = cv2.subtract(first, second, dtype=cv2.CV_32F).reshape(-1, 3)
    mixture = np.linalg.eigh(apart.T @ apart)[1][:, -1:].T
    mixed = [cv2.transform(frame.astype(np.float32), mixture) for frame in (first, second)]
    low, high = np.min(mixed), np.max(mixed)
    share = min(1.0, 255 / max(high - low, 1.0))
    was, comes = (np.rint((grey - low) * share).astype(np.uint8) for grey in mixed)
    return (first[..., 0].copy(), second[..., 0].copy()), (was, comes)


def _apart(forward: np.ndarray, backward: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far from where they begin the ways of the other direction lead back, in pixels."""
    return (
        np.linalg.norm(forward + moved(backward, forward, 1.0), axis=-1),
        np.linalg.norm(backward + moved(forward, backward, 1.0), axis=-1),
    )


def _confirmed(sure: np.ndarray, apart: np.ndarray) -> np.ndarray:
    return sure * np.exp(-((apart / APART) ** 2))


def _failed(flow: np.ndarray, sure: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What of a frame is lost on its way to another: patches whose pixels are not `sure` and where,
    moved as what is around them is, the other frame shows little that is (`other`)."""
    known = sure > _HALF
    around = filled(np.where(known[..., None], flow, 0), known)
    lost = ~known & (moved(other, around, 1.0) < _HALF)
    core = cv2.morphologyEx(lost.astype(np.uint8), cv2.MORPH_OPEN, _disc(2 * _BLOCK + 1))
    return cv2.dilate(core, _disc(_BLOCK + 1)).astype(np.float32)


def _disc(width: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
