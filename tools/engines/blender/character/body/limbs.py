"""Bare skin below the neck: neck, arms with hands, legs."""

import bpy
import numpy as np

from tools.engines.blender.character.body.rig import FINGERS, Skeleton
from tools.engines.blender.character.body.weights import (
    Part,
    bind,
    chain,
    mirror_image,
    other_side,
    weigh,
)
from tools.engines.blender.character.colour import linear, skin_tone, tint
from tools.engines.blender.character.falloff import bell
from tools.engines.blender.character.mesh import Solid, ellipsoid, loft, paint, vertices, weld

_MIRROR = np.array([-1.0, 1.0, 1.0])


def along(a: np.ndarray, b: np.ndarray, *ts: float) -> np.ndarray:
    """Points between `a` and `b`."""
    return np.stack([a + (b - a) * t for t in ts])


def mirrored(part: Part) -> Part:
    """The same part on the right."""
    points, faces = part.solid
    return Part(
        (points * _MIRROR, [list(f)[::-1] for f in faces]),
        chain(
            [other_side(bone) for bone in part.chain.bones],
            list(part.chain.joints * _MIRROR),
            part.chain.width,
        ),
    )


def build_limbs(
    s: Skeleton,
    sheet: dict,
    material: bpy.types.Material,
    rig: bpy.types.Object,
    collection: bpy.types.Collection,
) -> list[bpy.types.Object]:
    """Neck, arms and, where the clothes leave them bare, legs."""
    skin, blush = skin_tone(sheet["looks"]), linear(sheet["looks"]["blush"])
    made = []
    neck = Part(
        _neck(s),
        chain(
            ["chest", "neck", "head"],
            [s.joints[k] for k in ("chest", "neck", "head", "crown")],
            0.22,
        ),
    )
    made.append(_skin("neck", [neck], 0.05, 0.1, material, rig, collection, skin))
    arm = _skin("arm.L", _arm_parts(s), 0.0185, 0.014, material, rig, collection, skin)
    made += [arm, mirror_image(arm)]
    if sheet["outfit"]["bottom_style"] != "trousers":
        part = _leg_part(s, 0.66 if sheet["outfit"]["bottom_style"] == "shorts" else 0.35)
        leg = _skin("leg.L", [part], 0.045, 0.1, material, rig, collection, skin, bare=True)
        points = vertices(leg)
        off = points - s.joints["knee"] - [0, -0.15, 0]
        warm = 0.30 * bell(np.linalg.norm(off, axis=1), 0.22)
        paint(leg, tint(np.tile(skin, (len(points), 1)), blush, warm))
        made += [leg, mirror_image(leg)]
    return made


def _skin(
    name: str,
    parts: list[Part],
    voxel: float,
    softness: float,
    material: bpy.types.Material,
    rig: bpy.types.Object,
    collection: bpy.types.Collection,
    colour: np.ndarray,
    bare: bool = False,
) -> bpy.types.Object:
    made = weld(name, [part.solid for part in parts], material, collection, voxel, 4 if bare else 3)
    paint(made, colour)
    bind(made, rig, weigh(made, parts, softness), relax=3)
    return made


def _neck(s: Skeleton) -> Solid:
    z = s.joints["neck"][2]
    heights = np.array([z - 0.36, z - 0.10, z + 0.14, -0.80, -0.58])
    path = np.stack([0 * heights, 0.07 + 0 * heights, heights], 1)
    return loft(path, np.array([0.30, 0.245, 0.225, 0.24, 0.26]) * s.p.neck_girth, 24)


def _arm_parts(s: Skeleton) -> list[Part]:
    g = s.p.limb
    shoulder, elbow, wrist = (s.joints[k] for k in ("shoulder", "elbow", "wrist"))
    axis, thumb_side, palm, h = s.arm_axis, s.thumb_side, s.palm, s.hand_scale
    path = np.concatenate(
        [along(shoulder, elbow, 0.15, 0.6, 0.95), along(elbow, wrist, 0.25, 0.6, 0.9, 1.04)]
    )
    radii = np.array([0.175, 0.155, 0.142, 0.150, 0.130, 0.108, 0.105]) * g
    arm_chain = chain(
        ["upperarm.L", "forearm.L", "hand.L"],
        [shoulder, elbow, wrist, wrist + axis * 0.34 * h],
        0.11,
    )
    parts = [Part(loft(path, radii, 20), arm_chain)]
    axes = np.stack([axis, thumb_side, palm], 1)
    hand = chain(["hand.L"], [wrist, wrist + axis])
    parts.append(
        Part(ellipsoid(wrist + axis * 0.185 * h, np.array([0.225, 0.178, 0.082]) * h, axes), hand)
    )
    ball = wrist + (axis * 0.13 + thumb_side * 0.085 + palm * 0.035) * h
    parts.append(Part(ellipsoid(ball, np.array([0.13, 0.085, 0.075]) * h, axes), hand))
    for name in FINGERS:
        finger = s.fingers[name]
        a, b, c = finger.joints
        root = a - (b - a) * 0.45
        spine = np.concatenate([along(root, b, 0.0, 0.4, 1.0), along(b, c, 0.5, 1.0)])
        thick = finger.radius * np.array([0.95, 1.04, 0.99, 0.95, 0.80])
        bend = chain([f"{name}1.L", f"{name}2.L"], [a, b, c], 0.05 * h)
        parts.append(Part(loft(spine, thick, 12, side=thumb_side), bend))
        parts.append(Part(ellipsoid(c, np.full(3, finger.radius * 0.97), rings=8), bend))
    return parts


def _leg_part(s: Skeleton, start: float) -> Part:
    """A bare leg from `start` (of the thigh's length), which must be inside what covers it."""
    g = s.p.limb
    hip, knee, ankle = (s.joints[k] for k in ("hip", "knee", "ankle"))
    calf = np.array([0, 0.035, 0])
    path = np.concatenate(
        [along(hip, knee, start, (start + 1.15) / 2, 1.0), along(knee, ankle, 0.15, 0.35, 0.7, 1.0)]
    )
    path[4:6] += calf
    radii = np.array([0.235, 0.205, 0.180, 0.178, 0.188, 0.142, 0.125]) * g
    return Part(
        loft(path, radii, 22),
        chain(["thigh.L", "shin.L", "foot.L"], [hip, knee, ankle, s.joints["ball"]], 0.14),
    )
