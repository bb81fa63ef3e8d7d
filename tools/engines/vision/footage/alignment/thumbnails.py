"""Small pictures of every frame of a video, and what of them stays when the colours change."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.footage.alignment.cropped import Windows, through
from tools.engines.vision.footage.upright import upright_frames

LONG_SIDE = 96  # pixels of a thumbnail
MOST = 2000  # thumbnails of one video; of longer ones every second frame is left out, or more
_AROUND = 0.12  # of the width: what counts as a pixel's surroundings
_FAINT = 0.25  # of the picture's own contrast: fainter texture is not lifted to full strength
_SAME_SHAPE = 0.02  # two shapes are one when their aspects differ by no more


@dataclass(frozen=True)
class Thumbnails:
    """`frames` (n, h, w, 3) RGB uint8; `finer` the same twice as large; `times` s (n,);
    `numbers`: which frames of the video they are (n,); `step`: seconds from frame to frame."""

    frames: np.ndarray
    finer: np.ndarray
    times: np.ndarray
    numbers: np.ndarray
    step: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frames.shape[2], self.frames.shape[1]


def read_thumbnails(
    path: Path, size: tuple[int, int] | None = None, windows: Windows | None = None
) -> Thumbnails:
    """The frames of a video, upright, LONG_SIDE long. With the `size` (width, height) of another
    one's: in that size, without the bars that a picture of that shape has in this video's. With
    `windows`: what is seen through them alone."""
    finer: list[np.ndarray] = []
    times: list[float] = []
    every = 1
    for number, (time, rgb) in enumerate(upright_frames(path, 2 * LONG_SIDE)):
        if number % every:
            continue
        rgb = rgb if windows is None else through(rgb, windows.at(time))
        scale = LONG_SIDE / max(rgb.shape[:2])
        wanted = size or (max(round(rgb.shape[1] * scale), 8), max(round(rgb.shape[0] * scale), 8))
        double = (2 * wanted[0], 2 * wanted[1])
        finer.append(cv2.resize(fitted(rgb, wanted), double, interpolation=cv2.INTER_AREA))
        times.append(time)
        if len(finer) == MOST:
            finer, times, every = finer[::2], times[::2], 2 * every
    frames = [cv2.resize(f, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA) for f in finer]
    step = (times[-1] - times[0]) / (len(times) - 1) if len(times) > 1 else 1 / 24
    numbers = np.arange(len(times)) * every
    return Thumbnails(np.stack(frames), np.stack(finer), np.array(times), numbers, step or 1 / 24)


def fitted(rgb: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The middle part of a frame that has the shape of `size`."""
    height, width = rgb.shape[:2]
    aspect = (size[0] / size[1]) / (width / height)
    if abs(aspect - 1) <= _SAME_SHAPE:
        return rgb
    wide, high = round(width * min(aspect, 1)), round(height / max(aspect, 1))
    x, y = (width - wide) // 2, (height - high) // 2
    return rgb[y : y + high, x : x + wide]


def grey_of(rgb: np.ndarray) -> np.ndarray:
    """Luma (h, w) float32, 8-bit levels."""
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)


def texture(grey: np.ndarray, mask: np.ndarray | None = None) -> np.ndarray:
    """What a grade leaves of a picture (h, w): levels against their surroundings, in units of the
    contrast there. Where `mask` (h, w) is 0 nothing is known of it, and the texture is 0."""
    known = np.ones_like(grey) if mask is None else mask.astype(np.float32)
    share = _blurred(known, grey.shape[1]) + 1e-6
    detail = known * (grey - _blurred(grey * known, grey.shape[1]) / share)
    power = _blurred(detail**2, grey.shape[1]) / share
    floor = _FAINT**2 * float(power[known > 0].mean() if known.any() else 0.0) + 1.0
    return detail / np.sqrt(power + floor)


def _blurred(values: np.ndarray, width: int) -> np.ndarray:
    # Three box filters are as good as a Gaussian one here, and fast.
    side = 2 * max(round(_AROUND * width * 0.95), 1) + 1
    for _ in range(2):
        values = cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT)
    return values


def signature(picture: np.ndarray) -> np.ndarray:
    """A texture (h, w) as a vector of length 1 and mean 0: the product of two is their
    correlation."""
    flat = picture.reshape(-1) - picture.mean()
    return (flat / max(float(np.linalg.norm(flat)), 1e-6)).astype(np.float32)
