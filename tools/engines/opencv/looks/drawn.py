"""The drawn looks: each a function of one steady picture (h, w, 3) float32 0..1, RGB.

Nothing in them is drawn by chance from frame to frame: paper, dots and prints lie still on the
screen, and thresholds are soft, so that what stands still stands still.
"""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_PAPER = np.array([0.98, 0.96, 0.91], np.float32)
_INK = np.array([0.09, 0.09, 0.13], np.float32)
# Pixels that a stroke has where pictures are flattened and blurred: of a larger picture a smaller
# one is, and what became of it is carried up.
WORKED = 2.5
_NEAR = 0.12  # of full scale: colours that are not kept apart
_AROUND = (3, 3)  # pixels of the smaller picture
_EVEN = 1e-4  # a variance, of full scale 1, under which a neighbourhood is of one colour
Drawn = Callable[[np.ndarray, float], np.ndarray]


def ink(picture: np.ndarray, detail: float) -> np.ndarray:
    """Lines and dark parts in ink on paper, a thin wash of the colours between: differences of
    Gaussians with a soft threshold (H. Winnemöller et al., "XDoG", 2012)."""
    unit = _unit(picture, detail)
    grey = _light(picture)
    fine = cv2.GaussianBlur(grey, (0, 0), 0.9 * unit)
    wide = cv2.GaussianBlur(grey, (0, 0), 1.5 * unit)
    edges = fine - 0.98 * wide
    lines = np.where(edges > 0, 1.0, 1 + np.tanh(70 * edges)).astype(np.float32)
    shade = np.clip((_blurred(grey, 2 * unit) - 0.10) / 0.16, 0, 1)
    wash = _blurred(picture, 3 * unit)
    wash = _PAPER * (0.72 + 0.28 * wash)
    dry = (lines * (0.15 + 0.85 * shade))[..., None]
    return wash * dry + _INK * (1 - dry)


def watercolour(picture: np.ndarray, detail: float) -> np.ndarray:
    """Flat washes that are darker at their edges, on grained paper."""
    unit = _unit(picture, detail)
    flat = _flattened(picture, unit, rounds=3)
    grey = _light(flat)
    steps = 6.0
    base = np.floor(grey * steps)
    part = grey * steps - base
    stepped = (base + 1 / (1 + np.exp(-9 * (part - 0.5)))) / steps
    washed = flat * ((stepped + 0.02) / (grey + 0.02))[..., None]
    shade = _light(washed)
    rim = np.clip(_blurred(shade, 2.2 * unit) - shade, 0, 0.2)[..., None]
    grain = _grain(*picture.shape[:2], 1.1 * unit, 7)[..., None]
    light = 0.12 + 0.88 * cv2.pow(washed, 0.9)
    light = light - 0.9 * rim
    return np.clip(light * _PAPER * (1 + 0.09 * grain * (1.3 - light)), 0, 1)


def halftone(picture: np.ndarray, detail: float) -> np.ndarray:
    """Printed in dots of cyan, magenta, yellow and black, each screen at its own angle."""
    height, width = picture.shape[:2]
    pitch = max(3.0, 5.0 * _unit(picture, detail))
    smooth = cv2.GaussianBlur(picture, (0, 0), pitch / 4)
    black = 0.75 * (1 - smooth.max(-1))
    inks = [(1 - smooth[..., n] - black) / np.maximum(1 - black, 1e-3) for n in range(3)]
    made = np.ones_like(picture) * _PAPER
    shades = ((0.0, 0.62, 0.86), (0.9, 0.1, 0.5), (1.0, 0.87, 0.1), tuple(_INK))
    for amount, angle, shade in zip([*inks, black], (15, 75, 0, 45), shades, strict=True):
        screen = _screen(height, width, pitch, angle)
        # a dot grows until what it covers is the share of ink
        covered = np.clip((np.clip(amount, 0, 1) - screen) * pitch * 0.9 + 0.5, 0, 1)[..., None]
        made = made * (1 - covered + covered * np.array(shade, np.float32))
    return made


def clay(picture: np.ndarray, detail: float) -> np.ndarray:
    """Modelled out of clay: rounded, lit from above on the left, with the prints of fingers."""
    unit = _unit(picture, detail)
    flat = _flattened(picture, 1.4 * unit, rounds=4)
    height = cv2.GaussianBlur(_light(flat), (0, 0), 1.6 * unit)  # whose slopes are seen
    height = height + 0.012 * _grain(*picture.shape[:2], 2.2 * unit, 3)
    across, down = (
        cv2.Sobel(height, cv2.CV_32F, *order, ksize=3) * 2.2 * unit for order in ((1, 0), (0, 1))
    )
    normal = np.dstack([-across, -down, np.full_like(height, 0.5)])
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    lamp = np.array([-0.45, -0.55, 0.70], np.float32)
    facing = np.clip(normal @ lamp, 0, 1)
    half = np.array([-0.24, -0.30, 0.92], np.float32)
    shine = np.clip(normal @ half, 0, 1) ** 40
    grey = _light(flat)[..., None]
    dull = np.clip(grey + 1.12 * (flat - grey), 0, 1)
    return np.clip(dull * (0.42 + 0.82 * facing[..., None]) + 0.10 * shine[..., None], 0, 1)


LOOKS: dict[str, Drawn] = {
    "ink": ink,
    "watercolour": watercolour,
    "halftone": halftone,
    "clay": clay,
}


def _unit(picture: np.ndarray, detail: float) -> float:
    """What strokes are measured in: a pixel of a picture 360 high."""
    return max(0.5, min(picture.shape[:2]) / 360 / detail)


def _light(picture: np.ndarray) -> np.ndarray:
    """Luma (h, w)."""
    return cv2.transform(picture, _LUMA[None])


def _flattened(picture: np.ndarray, unit: float, rounds: int) -> np.ndarray:
    """Without what is small, its edges kept.

    A large picture is made small first. Each place of it becomes a linear function of the colours
    around it, which is carried up (K. He and J. Sun, "Fast guided filter", 2015) with what that
    function leaves: edges are where the large picture has them.
    """
    share = min(1.0, WORKED / unit)
    small = flat = _smaller(picture, share)
    for _ in range(rounds):
        flat = cv2.bilateralFilter(flat, d=-1, sigmaColor=_NEAR, sigmaSpace=1.8 * unit * share)
    if share == 1:
        return flat
    mean, flat_mean = cv2.blur(small, _AROUND), cv2.blur(flat, _AROUND)
    spread = cv2.blur(small * small, _AROUND) - mean * mean
    gain = (cv2.blur(small * flat, _AROUND) - mean * flat_mean) / (spread + _EVEN)
    gain = cv2.blur(gain, _AROUND)
    made = _larger(gain, picture) * picture + _larger(flat - gain * small, picture)
    # What the function kept of grain at the edges goes.
    return cv2.bilateralFilter(made.clip(0, 1), d=7, sigmaColor=_NEAR, sigmaSpace=2)


def _blurred(picture: np.ndarray, sigma: float) -> np.ndarray:
    """By a Gaussian; a wide one of a smaller picture, which has all that is left of it."""
    share = min(1.0, WORKED / sigma)
    if share == 1:
        return cv2.GaussianBlur(picture, (0, 0), sigma)
    return _larger(cv2.GaussianBlur(_smaller(picture, share), (0, 0), sigma * share), picture)


def _smaller(picture: np.ndarray, share: float) -> np.ndarray:
    """With such a share of its pixels a side."""
    if share == 1:
        return picture
    return cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)


def _larger(small: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """As large as a picture."""
    return cv2.resize(small, picture.shape[1::-1])


@lru_cache(8)
def _grain(height: int, width: int, size: float, seed: int) -> np.ndarray:
    """A texture of standard deviation 1 that is the same for every frame."""
    chance = np.random.default_rng(seed).standard_normal((height, width)).astype(np.float32)
    blurred = cv2.GaussianBlur(chance, (0, 0), size)
    return blurred / blurred.std()


@lru_cache(16)
def _screen(height: int, width: int, pitch: float, angle: float) -> np.ndarray:
    """From which share of ink on each pixel is printed, 0..1: the rank of it in its cell."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    turn = np.radians(angle)
    along = (columns * np.cos(turn) + rows * np.sin(turn)) * 2 * np.pi / pitch
    across = (rows * np.cos(turn) - columns * np.sin(turn)) * 2 * np.pi / pitch
    wave = (2 - np.cos(along) - np.cos(across)) / 4
    return wave.astype(np.float32)
