"""Scarf, hat and glasses."""

import bpy
import numpy as np

from tools.engines.blender.character.body.rig import Skeleton
from tools.engines.blender.character.body.weights import Part, bind, chain, weigh
from tools.engines.blender.character.falloff import smooth, unit
from tools.engines.blender.character.head.lids import eye_centre, eye_radius
from tools.engines.blender.character.head.skull import EYE_X, EYE_Z, skull
from tools.engines.blender.character.mesh import (
    add_subdivision,
    ellipsoid,
    grid_faces,
    join,
    loft,
    make_object,
    weld,
)
from tools.engines.blender.character.proportions import Proportions

BRIM = np.array([0.66, -0.34])  # the hat's lower edge: z = BRIM[0] + BRIM[1] * y

Materials = dict[str, bpy.types.Material]


def build_scarf(
    s: Skeleton, materials: Materials, rig: bpy.types.Object, collection: bpy.types.Collection
) -> bpy.types.Object:
    """A neckerchief with a knot and two ends on the chest."""
    z, n = s.joints["neck"][2], s.p.neck_girth
    turn = np.linspace(0, 2 * np.pi, 46)
    loop = np.stack(
        [
            0.345 * n * np.cos(turn),
            0.06 + 0.325 * n * np.sin(turn),
            z + 0.005 + 0.075 * np.sin(turn),
        ],
        1,
    )
    loop[:, 2] += 0.010 * np.sin(5 * turn)
    front = -0.30
    ends = []
    for lean, long, dx in ((0.32, 0.44, 0.05), (-0.48, 0.36, -0.05)):
        t = np.linspace(0, 1, 8)
        path = np.stack(
            [dx + lean * long * t, front - 0.035 - 0.12 * t + 0.03 * t**2, z - 0.11 - long * t], 1
        )
        wide = 0.055 + 0.085 * np.sin(np.pi * np.minimum(0.75, t * 0.8 + 0.05))
        ends.append(
            loft(path, np.stack([wide * (1 - 0.55 * smooth(0.8, 1.0, t)), 0.030 + 0 * t], 1), 16)
        )
    solid = join(
        [
            loft(loop, np.full((46, 2), (0.105, 0.080)), 16, side=np.array([0, 0, 1.0])),
            ellipsoid((0, front - 0.03, z - 0.085), (0.095, 0.075, 0.085)),
            *ends,
        ]
    )
    scarf = weld("scarf", [solid], materials["scarf"], collection, 0.027, 3)
    part = Part(
        solid,
        chain(["chest", "neck"], [s.joints["chest"], s.joints["neck"], s.joints["head"]], 0.25),
    )
    bind(scarf, rig, weigh(scarf, [part], 0.1))
    return scarf


def build_hat(
    p: Proportions, materials: Materials, anchor: bpy.types.Object, collection: bpy.types.Collection
) -> list[bpy.types.Object]:
    """A knitted cap with a rolled edge, pushed back on the head."""
    columns, rows = 44, 12
    around = np.arange(columns) * 2 * np.pi / columns
    edge = _brim_directions(around)
    top = unit(np.array([0, 0.36, 0.93]))
    t = np.linspace(0, 1, rows)[:, None, None]
    way = unit(edge[None] * np.cos(t * np.pi / 2) + top * np.sin(t * np.pi / 2) * 1.0)
    puff = 0.115 + 0.085 * np.sin(np.pi * np.minimum(1, t * 1.15)) ** 0.8 + 0.03 * t
    crown = (skull(way, p) + way * puff).reshape(-1, 3)
    cap = make_object(
        "hat", crown, grid_faces(rows, columns).tolist(), [materials["hat"]], collection, anchor
    )
    add_subdivision(cap, 1)
    ring = np.concatenate([around, around[:2]])
    directions = _brim_directions(ring)
    path = skull(directions, p) + directions * 0.10
    ribs = 1 + 0.06 * np.cos(ring * 22)
    roll = make_object(
        "hat.roll",
        *loft(path, np.stack([0.105 * ribs, 0.070 * ribs], 1), 14, side=unit(top)),
        [materials["hat"]],
        collection,
        anchor,
    )
    return [cap, roll]


def _brim_directions(around: np.ndarray) -> np.ndarray:
    """Unit directions on the brim's plane, at angles about the vertical."""
    flat = np.stack([np.cos(around), np.sin(around)], -1)
    low, high = np.full(len(around), -0.9), np.full(len(around), 1.2)
    for _ in range(30):  # bisection on the elevation
        middle = (low + high) / 2
        y, z = flat[:, 1] * np.cos(middle), np.sin(middle)
        above = z > BRIM[0] + BRIM[1] * y
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.stack([flat[:, 0] * np.cos(low), flat[:, 1] * np.cos(low), np.sin(low)], -1)


def build_glasses(
    p: Proportions, materials: Materials, anchor: bpy.types.Object, collection: bpy.types.Collection
) -> list[bpy.types.Object]:
    """Round glasses: two rims, a bridge and the temples; lenses would only blur the eyes."""
    radius = 0.315 * (0.4 + 0.6 * p.eye)
    y = eye_centre(p)[1] - eye_radius(p) * 1.0 - 0.20
    turn = np.linspace(0, 2 * np.pi, 42)
    solids = []
    for side in (1, -1):
        x = side * (EYE_X + 0.01)
        bow = y + 0.10 * (np.abs(x + radius * np.cos(turn)) - 0.3)
        rim = np.stack([x + radius * np.cos(turn), bow, EYE_Z - 0.02 + radius * np.sin(turn)], 1)
        rim = np.concatenate([rim, rim[1:3]])
        solids.append(
            loft(rim, np.full((len(rim), 2), (0.024, 0.024)), 10, side=np.array([0, 1.0, 0]))
        )
        hinge = np.array([side * (EYE_X + radius), y + 0.06, EYE_Z + 0.08])
        ear = np.array([side * 1.03 * p.head_width, 0.02, EYE_Z + 0.06])
        mid = np.array([side * 1.02 * p.head_width, -0.42, EYE_Z + 0.09])
        back = ear + np.array([side * -0.01, 0.16, -0.10])
        t = np.linspace(0, 1, 8)[:, None]
        arm = np.concatenate([hinge + (mid - hinge) * t, (mid + (ear - mid) * t)[1:], [back]])
        solids.append(loft(arm, np.full(len(arm), 0.021), 8, side=np.array([0, 0, 1.0])))
    half = EYE_X - radius
    t = np.linspace(-1, 1, 9)
    bridge = np.stack(
        [half * 1.1 * t, y - 0.03 - 0.03 * (1 - t**2), EYE_Z + 0.06 + 0.05 * (1 - t**2)], 1
    )
    solids.append(loft(bridge, np.full(9, 0.022), 8, side=np.array([0, 0, 1.0])))
    frame = make_object("glasses", *join(solids), [materials["frame"]], collection, anchor)
    return [frame]
