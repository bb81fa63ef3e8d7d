"""The eyebrows: a tapered, flattened band that rides on the forehead."""

import numpy as np

from tools.engines.blender.character.falloff import bell, unit
from tools.engines.blender.character.head.skull import EYE_Z, seen_from_front
from tools.engines.blender.character.mesh import grid_faces
from tools.engines.blender.character.proportions import Proportions

CONTROLS = ("brow_up_l", "brow_up_r", "brow_angry", "brow_sad", "brow_arch")
STATIONS, AROUND = 20, 10


def brow(p: Proportions, side: int, **controls: float) -> np.ndarray:
    """Points (STATIONS * AROUND, 3) of one brow; `side` is 1 (left) or -1."""
    c = dict.fromkeys(CONTROLS, 0.0) | controls
    t = np.linspace(0.0, 1.0, STATIONS)
    up = c["brow_up_l"] if side > 0 else c["brow_up_r"]
    x = 0.155 + 0.49 * t - 0.045 * c["brow_angry"] * (1 - t) - 0.02 * c["brow_sad"] * (1 - t)
    z = EYE_Z + 0.365 + 0.085 * np.sin(np.pi * np.minimum(1.0, t * 1.08)) * (1 + c["brow_arch"])
    z = z - 0.075 * t + 0.098 * up
    z = z - c["brow_angry"] * (0.125 * (1 - t) ** 1.4 - 0.035 * t)
    z = z + c["brow_sad"] * (0.125 * (1 - t) ** 1.3 - 0.085 * t)
    point, direction = seen_from_front(x, z, p)
    along = unit(np.gradient(point, axis=0))
    normal = unit(direction - along * (direction * along).sum(1, keepdims=True))
    across = np.cross(normal, along)
    swell = 0.55 + 0.55 * np.sin(np.pi * (0.12 + 0.80 * t)) ** 0.8
    half = 0.052 * p.brow * (0.30 + 0.85 * bell(t - 0.30, 0.55)) * np.minimum(1.0, (t + 0.06) * 7)
    half = half * np.minimum(1.0, (1.03 - t) * 4)
    thick = 0.030 * (0.5 + 0.5 * p.brow) * swell
    turn = np.arange(AROUND) * 2 * np.pi / AROUND
    ring = (
        (point + direction * 0.012)[:, None]
        + across[:, None] * (half[:, None] * np.cos(turn))[..., None]
        + normal[:, None] * (thick[:, None] * np.sin(turn))[..., None]
    )
    return ring.reshape(-1, 3) * np.array([side, 1, 1])


def brow_faces(side: int) -> np.ndarray:
    """Quads of one brow, facing out."""
    faces = grid_faces(STATIONS, AROUND)
    return faces if side > 0 else faces[:, ::-1]
