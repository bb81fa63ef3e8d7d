"""Camera moves as a window sliding over a larger canvas, and the orbit, which is a real one.

A pan, a push, a pull and a hand-held sway of a camera that stays in its place show the same rays
from the same point: the canvas is rendered once per pose and each frame is cut out of it. So the
camera moves on ones while the character moves on twos, and costs next to nothing.
"""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

PUSH = 1.16  # greatest zoom of a push-in or a pull-out
PAN = 0.07  # half the way of a pan, in frame widths
SWAY = 0.012  # hand-held drift, in frame widths
ROLL = 0.35  # hand-held roll, degrees
ORBIT = 11.0  # half the arc of an orbit, degrees


@dataclass(frozen=True)
class Window:
    """What a frame shows of its canvas: centre offset in frame widths, zoom, roll in degrees."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0
    roll: float = 0.0


def _ease(share: float) -> float:
    return share * share * (3 - 2 * share)


def overscan(move: str) -> tuple[float, float]:
    """How much wider and higher than the frame the canvas must be."""
    if move in ("pan_left", "pan_right"):
        return 1 + 2.2 * PAN, 1.0
    if move == "handheld":
        return 1 + 3 * SWAY, 1 + 6 * SWAY
    return 1.0, 1.0


def supersampling(move: str) -> float:
    """How much finer than the frame the canvas must be for the zoomed end to stay sharp."""
    return math.sqrt(PUSH) if move in ("push_in", "pull_out") else 1.0


def window(move: str, share: float, seed: int) -> Window:
    """The window at `share` (0 to 1) of the shot."""
    eased = _ease(share)
    if move == "push_in":
        return Window(zoom=PUSH**eased)
    if move == "pull_out":
        return Window(zoom=PUSH ** (1 - eased))
    if move in ("pan_left", "pan_right"):
        way = PAN * (2 * eased - 1)
        return Window(x=way if move == "pan_right" else -way)
    if move == "handheld":
        phase = np.random.default_rng(seed).uniform(0, 2 * math.pi, (3, 3))
        waves = np.array([1.0, 2.3, 4.1]) * 2 * math.pi * share * 1.7
        x, y, roll = (np.sin(waves + phase) * (0.6, 0.3, 0.1)).sum(axis=1)
        return Window(x=SWAY * x, y=SWAY * y, roll=ROLL * roll)
    return Window()


def azimuth(move: str, share: float) -> float:
    """Degrees that the camera has gone round its subject."""
    return ORBIT * (2 * _ease(share) - 1) if move == "orbit" else 0.0


def canvas_matrix(
    shown: Window, canvas: tuple[int, int], frame: tuple[int, int], scale: float
) -> tuple[float, float, float, float, float, float]:
    """(a, b, c, d, e, f) that takes frame pixels to canvas pixels: x' = ax + by + c, and so on.

    `scale` is canvas pixels per frame pixel at zoom 1.
    """
    step = scale / shown.zoom
    cos, sin = math.cos(math.radians(shown.roll)) * step, math.sin(math.radians(shown.roll)) * step
    centre_x = canvas[0] / 2 + shown.x * frame[0] * scale
    centre_y = canvas[1] / 2 + shown.y * frame[0] * scale
    half_x, half_y = frame[0] / 2, frame[1] / 2
    return (
        cos,
        -sin,
        centre_x - cos * half_x + sin * half_y,
        sin,
        cos,
        centre_y - sin * half_x - cos * half_y,
    )


def cut(canvas: Image.Image, matrix: tuple[float, ...], frame: tuple[int, int]) -> Image.Image:
    """The frame that `matrix` shows of `canvas`."""
    if canvas.size == frame and np.allclose(matrix, (1, 0, 0, 0, 1, 0), atol=1e-9):
        return canvas
    return canvas.transform(frame, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def to_frame(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    """Where a canvas point lies in the frame."""
    a, b, c, d, e, f = matrix
    across, down = x - c, y - f
    size = a * e - b * d
    return (e * across - b * down) / size, (a * down - d * across) / size
