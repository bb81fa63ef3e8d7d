"""The head's mesh: one surface with mouth, lids, brows and lashes, and its shape keys."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.geometry import delaunay_2d_cdt

from tools.engines.blender.character.falloff import smooth
from tools.engines.blender.character.head import brows, lids, mouth
from tools.engines.blender.character.head.skull import seen_from_front, to_plane
from tools.engines.blender.character.mesh import grid_faces
from tools.engines.blender.character.proportions import Proportions

ROWS, COLUMNS = 88, 152  # of the grid in elliptic coordinates about the mouth
SKIN, CAVITY, HAIR, LASH = range(4)  # material slots


@dataclass(frozen=True)
class Patch:
    """Where the vertices of one part lie in the head's mesh."""

    start: int
    count: int

    @property
    def span(self) -> slice:
        """The vertices as a slice."""
        return slice(self.start, self.start + self.count)


class HeadSurface:
    """Geometry of the head for one set of proportions; `points` evaluates it."""

    def __init__(self, p: Proportions):
        self.p = p
        self._plane, self._uv = _elliptic_grid(p)
        x, z = lids.outline(p)
        _, direction = seen_from_front(x, z, p)
        self._ring_plane = to_plane(direction)
        rest = mouth.deform(self._plane, self._uv, p)
        self._rings = [self._ring_plane * [1, 1], self._ring_plane * [-1, 1]]
        self._ring_uv = [mouth.elliptic(r, p) for r in self._rings]
        self._ring_rest = [
            mouth.deform(r, uv, p) for r, uv in zip(self._rings, self._ring_uv, strict=True)
        ]
        self._lid_rest = lids.lid_patch(lids.REST, p)
        self._lash_rest = lids.lash_line(lids.REST, p)
        self._layout()
        self._stitch(rest)

    def _layout(self) -> None:
        sizes = {
            "cavity": mouth.INNER_RINGS * COLUMNS,
            "face": ROWS * COLUMNS,
            "lid_l": lids.RINGS * lids.COLUMNS,
            "lid_r": lids.RINGS * lids.COLUMNS,
            "brow_l": brows.STATIONS * brows.AROUND,
            "brow_r": brows.STATIONS * brows.AROUND,
            "lash_l": lids.LASH_STATIONS * lids.LASH_AROUND,
            "lash_r": lids.LASH_STATIONS * lids.LASH_AROUND,
        }
        self.parts: dict[str, Patch] = {}
        start = 0
        for name, count in sizes.items():
            self.parts[name] = Patch(start, count)
            start += count
        self.count = start

    def _stitch(self, rest: np.ndarray) -> None:
        """All faces: the grid with two holes, the lid patches, and triangles that join the two."""
        skin = grid_faces(mouth.INNER_RINGS + ROWS, COLUMNS)[:, ::-1]
        material = np.where(np.arange(len(skin)) < (mouth.INNER_RINGS - 1) * COLUMNS, CAVITY, SKIN)
        faces: list[list[int]] = []
        kinds: list[int] = []
        x, z = lids.outline(self.p, 1.055)
        offset = self.parts["face"].start
        inside = np.zeros(self.count, bool)
        seams = []
        for sign, name in ((1, "lid_l"), (-1, "lid_r")):
            hole = _in_polygon(rest[:, 0] * sign, rest[:, 2], x, z) & (rest[:, 1] < 0)
            hole_ids = np.nonzero(hole)[0] + offset
            inside[hole_ids] = True
            cut = skin[np.isin(skin, hole_ids).any(1)]
            seams.append((sign, name, _border(cut)))
        keep = ~inside[skin].any(1)
        faces += skin[keep].tolist()
        kinds += material[keep].tolist()
        flat = np.zeros((self.count, 3))
        flat[offset : offset + len(rest)] = rest
        for sign, name, border in seams:
            first = self.parts[name].start
            quads = grid_faces(lids.RINGS, lids.COLUMNS) + first
            quads = quads[:, ::-1] if sign > 0 else quads
            faces += quads.tolist()
            kinds += [SKIN] * len(quads)
            ring = first + (lids.RINGS - 1) * lids.COLUMNS + np.arange(lids.COLUMNS)
            flat[ring] = self._lid_rest[-1] * [sign, 1, 1]
            triangles = _bridge(border, ring, flat, sign)
            faces += triangles
            kinds += [SKIN] * len(triangles)
            side = "l" if sign > 0 else "r"
            hair = brows.brow_faces(sign) + self.parts[f"brow_{side}"].start
            faces += hair.tolist()
            kinds += [HAIR] * len(hair)
            lash = (
                grid_faces(lids.LASH_STATIONS, lids.LASH_AROUND) + self.parts[f"lash_{side}"].start
            )
            faces += (lash if sign > 0 else lash[:, ::-1]).tolist()
            kinds += [LASH] * len(lash)
        self.faces, self.materials = faces, np.array(kinds)

    def points(self, opening: tuple = (lids.REST, lids.REST), **controls: float) -> np.ndarray:
        """Vertices (count, 3) for lid openings (left, right) and mouth and brow controls."""
        talk = {k: v for k, v in controls.items() if k in mouth.CONTROLS}
        frown = {k: v for k, v in controls.items() if k in brows.CONTROLS}
        out = np.empty((self.count, 3))
        grid = mouth.deform(self._plane, self._uv, self.p, **talk)
        out[self.parts["face"].span] = grid
        out[self.parts["cavity"].span] = mouth.oral_cavity(grid[:COLUMNS]).reshape(-1, 3)
        follow = smooth(0.25, 1.0, np.linspace(0, 1, lids.RINGS))[:, None, None]
        for k, (sign, side) in enumerate(((1, "l"), (-1, "r"))):
            rest = opening[k] == lids.REST
            mirror = np.array([sign, 1, 1])
            patch = self._lid_rest if rest else lids.lid_patch(opening[k], self.p)
            lash = self._lash_rest if rest else lids.lash_line(opening[k], self.p)
            moved = (
                mouth.deform(self._rings[k], self._ring_uv[k], self.p, **talk) - self._ring_rest[k]
            )
            out[self.parts[f"lid_{side}"].span] = (patch * mirror + follow * moved).reshape(-1, 3)
            out[self.parts[f"lash_{side}"].span] = (lash * mirror).reshape(-1, 3)
            out[self.parts[f"brow_{side}"].span] = brows.brow(self.p, sign, **frown)
        return out

    def shapes(self) -> Iterator[tuple[str, np.ndarray]]:
        """Every shape key: a name and its vertices. Lid keys are per eye (`_l`, `_r`)."""
        for name in mouth.CONTROLS + brows.CONTROLS:
            yield name, self.points(**{name: 1.0})
        rest = self.points()
        for name, state in lids.lid_states(self.p).items():
            patch, lash = lids.lid_patch(state, self.p), lids.lash_line(state, self.p)
            for sign, side in ((1, "l"), (-1, "r")):
                moved = rest.copy()
                moved[self.parts[f"lid_{side}"].span] = (patch * [sign, 1, 1]).reshape(-1, 3)
                moved[self.parts[f"lash_{side}"].span] = (lash * [sign, 1, 1]).reshape(-1, 3)
                yield f"{name}_{side}", moved


def _elliptic_grid(p: Proportions) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Plane positions (ROWS * COLUMNS, 2) and their (u, v), from the lip line to the back of the
    head.

    On the lip line both lips share a place; only v tells them apart.
    """
    w = mouth.HALF_WIDTH * p.mouth
    v = (np.arange(COLUMNS) + 0.5) * 2 * np.pi / COLUMNS
    u = (np.arccosh(np.pi / w) * (np.arange(ROWS) / (ROWS - 1)) ** 1.1)[:, None]
    plane = np.stack([w * np.cosh(u) * np.cos(v), w * np.sinh(u) * np.sin(v)], -1)
    return plane.reshape(-1, 2), (np.repeat(u, COLUMNS), np.tile(v, ROWS))


def _in_polygon(x: np.ndarray, z: np.ndarray, px: np.ndarray, pz: np.ndarray) -> np.ndarray:
    """Even-odd rule for points (x, z) and a closed polygon."""
    inside = np.zeros(len(x), bool)
    for k in range(len(px)):
        x1, z1, x0, z0 = px[k], pz[k], px[k - 1], pz[k - 1]
        crosses = (z1 > z) != (z0 > z)
        inside ^= crosses & (x < (x0 - x1) * (z - z1) / (z0 - z1 + 1e-12) + x1)
    return inside


def _border(cut: np.ndarray) -> list[int]:
    """The outer border of a disc of quads as one loop of vertex ids, in the quads' winding."""
    edges = {(int(f[k]), int(f[(k + 1) % 4])) for f in cut for k in range(4)}
    following = {a: b for a, b in edges if (b, a) not in edges}
    loop = [next(iter(sorted(following)))]
    while (after := following[loop[-1]]) != loop[0]:
        loop.append(after)
    return loop


def _bridge(border: list[int], ring: np.ndarray, points: np.ndarray, sign: int) -> list[list[int]]:
    """Triangles between the hole's border and the patch's outer ring: constrained Delaunay, seen
    from the front, less the triangles outside the gap."""
    ids = [*border, *map(int, ring)]
    flat = points[ids][:, [0, 2]] * [sign, 1]
    count = len(border)
    edges = [(k, (k + 1) % count) for k in range(count)]
    edges += [(count + k, count + (k + 1) % len(ring)) for k in range(len(ring))]
    _, _, faces, origins, _, _ = delaunay_2d_cdt(
        [Vector(q) for q in flat], edges, [], 0, 1e-7, True
    )
    corners = np.array([[origins[k][0] for k in face] for face in faces])
    x, z = flat[corners].mean(1).T
    gap = _in_polygon(x, z, *flat[:count].T) & ~_in_polygon(x, z, *flat[count:].T)
    one, two, three = flat[corners].transpose(1, 0, 2)
    area = np.cross(two - one, three - one)
    flip = (area > 0) != (sign > 0)
    corners[flip] = corners[flip, ::-1]
    return np.array(ids)[corners[gap]].tolist()
