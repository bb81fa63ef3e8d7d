"""Raw shapes as numpy vertices and face lists, in metres, Z up, quads wherever possible."""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np


class Shape(NamedTuple):
    """`vertices` is (n, 3); `faces` lists vertex indices, counter-clockwise seen from outside."""

    vertices: np.ndarray
    faces: list[tuple[int, ...]]
    smooth: bool = False


def _outward(vertices: np.ndarray, faces: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Turn the faces of a convex shape so that they look away from its centre."""
    centre = vertices.mean(axis=0)
    turned = []
    for face in faces:
        corner = vertices[list(face)]
        normal = np.cross(corner[1] - corner[0], corner[2] - corner[1])
        outside = normal @ (corner.mean(axis=0) - centre) >= 0
        turned.append(tuple(face) if outside else tuple(reversed(face)))
    return turned


_CORNERS = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)


def box(size: Sequence[float], bevel: float = 0.0) -> Shape:
    """A box of `size` (x, y, z) about the origin, its edges chamfered by `bevel` metres."""
    half = np.asarray(size, float) / 2
    if bevel <= 0:
        return Shape(_CORNERS * half, list(_box_faces()))
    bevel = min(bevel, *(half * 0.9))
    return Shape(_chamfered(half, bevel), list(_chamfered_box_faces()))


def _chamfered(half: np.ndarray, bevel: float) -> np.ndarray:
    """Three vertices at each corner, (24, 3): the nth lies in the box's face across axis n."""
    return (_CORNERS[:, None] * (half - bevel * (1 - np.eye(3)))).reshape(-1, 3)


# Which vertices are a box's faces, and which way these look, is the same for every size.
@cache
def _box_faces() -> tuple[tuple[int, ...], ...]:
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return tuple(_outward(_CORNERS, faces))


@cache
def _chamfered_box_faces() -> tuple[tuple[int, ...], ...]:
    faces = [(3 * k, 3 * k + 1, 3 * k + 2) for k in range(8)]
    for axis in range(3):
        first, second = (a for a in range(3) if a != axis)
        for side in (-1, 1):
            ring = [k for k in range(8) if _CORNERS[k][axis] == side]
            ring.sort(key=lambda k: math.atan2(_CORNERS[k][first], _CORNERS[k][second]))
            faces.append(tuple(3 * k + axis for k in ring))
        for k in (k for k in range(8) if _CORNERS[k][axis] < 0):
            other = k + (4, 2, 1)[axis]
            faces.append((3 * k + first, 3 * other + first, 3 * other + second, 3 * k + second))
    return tuple(_outward(_chamfered(np.ones(3), 0.5), faces))


def ellipsoid(radii: Sequence[float], rings: int = 10, segments: int = 16) -> Shape:
    """An ellipsoid about the origin."""
    polar = np.linspace(math.pi, 0, rings + 1)
    profile = [(math.sin(a), math.cos(a)) for a in polar]
    shape = lathe(profile, segments)
    return Shape(shape.vertices * np.asarray(radii, float), shape.faces, True)


def lathe(profile: Sequence[tuple[float, float]], segments: int = 16) -> Shape:
    """The (radius, z) `profile`, from the bottom up, turned about the Z axis."""
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    rows = [
        np.stack([r * np.cos(angle), r * np.sin(angle), np.full(segments, z)], 1)
        for r, z in profile
    ]
    faces = []
    for row in range(len(rows) - 1):
        for k in range(segments):
            a, b = row * segments + k, row * segments + (k + 1) % segments
            faces.append((a, b, b + segments, a + segments))
    return Shape(np.concatenate(rows), faces, True)


def tube(path: np.ndarray, radius: float, segments: int = 6) -> Shape:
    """A tube of constant `radius` along `path` (n, 3)."""
    path = np.asarray(path, float)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, (0.0, 0.0, 1.0))
    upright = np.linalg.norm(side, axis=1) < 1e-4
    side[upright] = np.cross(along[upright], (0.0, 1.0, 0.0))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    other = np.cross(side, along)
    angle = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    ring = (
        np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    )
    vertices = (path[:, None] + radius * ring).reshape(-1, 3)
    faces = [
        (
            row * segments + k,
            row * segments + (k + 1) % segments,
            (row + 1) * segments + (k + 1) % segments,
            (row + 1) * segments + k,
        )
        for row in range(len(path) - 1)
        for k in range(segments)
    ]
    return Shape(vertices, [tuple(reversed(face)) for face in faces], True)


def terrain(xs: np.ndarray, ys: np.ndarray, height: Callable[..., np.ndarray]) -> Shape:
    """A sheet over the grid `xs` by `ys`, lifted to `height(x, y)`."""
    x, y = np.meshgrid(xs, ys)
    vertices = np.stack([x, y, height(x, y)], -1).reshape(-1, 3)
    n = len(xs)
    faces = [
        (r * n + c, r * n + c + 1, (r + 1) * n + c + 1, (r + 1) * n + c)
        for r in range(len(ys) - 1)
        for c in range(n - 1)
    ]
    return Shape(vertices, faces, True)


def roof(width: float, depth: float, rise: float) -> Shape:
    """A gable roof over `width` (x) by `depth` (y), its ridge along x, its eaves at z 0."""
    w, d = width / 2, depth / 2
    vertices = np.array(
        [(-w, -d, 0), (w, -d, 0), (w, d, 0), (-w, d, 0), (-w, 0, rise), (w, 0, rise)]
    )
    faces = [(0, 1, 5, 4), (2, 3, 4, 5), (0, 4, 3), (1, 2, 5), (0, 3, 2, 1)]
    return Shape(vertices, _outward(vertices, faces))


def blob(rng: np.random.Generator, radius: float, roughness: float = 0.25) -> Shape:
    """A lumpy ball: foliage or a rock."""
    shape = ellipsoid((radius, radius, radius), 8, 12)
    waves = rng.normal(0, 2.2, (5, 3)) / radius
    phase = rng.uniform(0, 2 * math.pi, 5)
    lump = np.sin(shape.vertices @ waves.T + phase).mean(axis=1)
    return Shape(shape.vertices * (1 + roughness * lump)[:, None], shape.faces, True)


def card(corners: Sequence[Sequence[float]]) -> Shape:
    """One flat face through the given corners."""
    return Shape(np.asarray(corners, float), [tuple(range(len(corners)))])
