"""The skull and the features of the face, as a map from directions to points."""

import numpy as np

from tools.engines.blender.character.falloff import bell, smooth, unit
from tools.engines.blender.character.proportions import Proportions

EYE_X, EYE_Z = 0.375, 0.13  # centre of the (left) eye opening, seen from the front
MOUTH_PITCH = 0.47  # how far below the horizon the mouth lies, radians
NOSE_Z = -0.17

# The frame at the mouth: out of the face, up along it, to the left.
OUT = np.array([0.0, -np.cos(MOUTH_PITCH), -np.sin(MOUTH_PITCH)])
UP = np.array([0.0, -np.sin(MOUTH_PITCH), np.cos(MOUTH_PITCH)])
LEFT = np.array([1.0, 0.0, 0.0])


def skull(direction: np.ndarray, p: Proportions) -> np.ndarray:
    """Points of the bare head (cranium, cheeks, jaw, chin) along unit `direction` (..., 3)."""
    x, y, z = direction[..., 0], direction[..., 1], direction[..., 2]
    back = smooth(0.0, 0.5, y)
    low = smooth(-0.34, -1.0, z)
    width = 0.96 + 0.055 * bell(z + 0.24, 0.30) - (0.17 - 0.34 * (p.jaw - 1.0)) * low
    width = width + 0.02 * smooth(0.1, 0.9, z) + 0.13 * p.jaw * bell(z + 0.72, 0.26)
    depth = (0.95 + 0.08 * back) * (1.0 - 0.42 * back * smooth(-0.1, -0.95, z))
    px = x * p.head_width * width
    py = y * depth
    pz = z * (1.02 + 0.05 * smooth(0.1, 0.9, z)) * (1.0 + (p.face_length - 0.94) * low)
    front = smooth(0.2, -0.2, y)
    py = py - 0.10 * bell(z + 0.92, 0.25) * bell(x, 0.42) * front  # chin
    py = py + 0.05 * smooth(-0.6, -1.0, y) * smooth(-0.5, 0.3, z)  # a flatter brow
    return np.stack([px, py, pz], -1)


def face(direction: np.ndarray, p: Proportions) -> np.ndarray:
    """`skull` with nose, sockets, brow ridge and cheeks."""
    base = skull(direction, p)
    x, z = base[..., 0], base[..., 2]
    side = np.abs(x)
    front = smooth(0.1, -0.45, direction[..., 1])
    n = p.nose
    tip = (x / (0.125 * n)) ** 2 + ((z - NOSE_Z) / (np.where(z > NOSE_Z, 0.125, 0.108) * n)) ** 2
    push = -0.195 * n * np.exp(-(tip**1.15))
    push = push - 0.055 * bell(x, 0.085) * smooth(-0.2, 0.0, z) * smooth(0.42, 0.02, z)  # bridge
    push = push - 0.042 * n * bell(side - 0.115 * n, 0.05) * bell(z - NOSE_Z + 0.035, 0.055)
    push = push + 0.035 * n * bell(side - 0.06 * n, 0.032) * bell(z - NOSE_Z + 0.095, 0.028)
    socket = ((side - EYE_X) / 0.36) ** 2 + ((z - EYE_Z) / (0.34 * p.eye)) ** 2
    push = push + 0.15 * np.exp(-(socket**1.6))
    push = push - 0.05 * bell(z - EYE_Z - 0.40, 0.13) * bell(side - 0.33, 0.30)  # brow ridge
    cheek = bell(side - 0.50, 0.26) * bell(z + 0.32, 0.21) * front
    shaped = base + direction * (0.055 * cheek)[..., None]
    shaped[..., 1] += push * front
    return shaped


def to_plane(direction: np.ndarray) -> np.ndarray:
    """Directions to the face plane: azimuthal equidistant about the mouth, (..., 2) radians."""
    angle = np.arccos(np.clip(direction @ OUT, -1.0, 1.0))
    scale = angle / np.maximum(np.sin(angle), 1e-6)
    return np.stack([direction @ LEFT * scale, direction @ UP * scale], -1)


def from_plane(plane: np.ndarray) -> np.ndarray:
    """The inverse of `to_plane`."""
    x, z = plane[..., 0], plane[..., 1]
    angle = np.clip(np.hypot(x, z), 1e-6, np.pi * 0.997)
    return np.cos(angle)[..., None] * OUT + (np.sin(angle) / angle)[..., None] * (
        x[..., None] * LEFT + z[..., None] * UP
    )


def seen_from_front(x: np.ndarray, z: np.ndarray, p: Proportions) -> tuple[np.ndarray, np.ndarray]:
    """The point of the face at (x, z) as seen from the front, and its direction.

    Fixed-point iteration on the direction; converges while the surface faces forward (|x| < 0.9).
    """
    guess = np.stack([x / p.head_width, -np.sqrt(np.clip(1.02 - x**2 - z**2, 0.05, 1.0)), z], -1)
    direction = unit(guess)
    for _ in range(9):
        point = face(direction, p)
        error = np.stack([x - point[..., 0], np.zeros_like(x), z - point[..., 2]], -1)
        direction = unit(direction + 0.85 * error)
    return face(direction, p), direction
