"""Ears: a dished shell on each side of the head."""

import bpy
import numpy as np
from mathutils import Matrix

from tools.engines.blender.character.colour import tint
from tools.engines.blender.character.falloff import bell, smooth
from tools.engines.blender.character.mesh import make_object, paint, sphere
from tools.engines.blender.character.proportions import Proportions


def build_ears(
    p: Proportions,
    skin: np.ndarray,
    blush: np.ndarray,
    material: bpy.types.Material,
    head: bpy.types.Object,
    collection: bpy.types.Collection,
) -> list[bpy.types.Object]:
    """Left and right ear, in skin colours with a warmer hollow."""
    made = []
    points, faces = sphere(34, 40)
    rim = np.hypot(points[:, 0], points[:, 2])
    front = smooth(0.15, -0.4, points[:, 1])
    shape = points * np.array([0.185, 0.085, 0.265])
    hollow = bell(np.hypot(points[:, 0] + 0.12, points[:, 2] - 0.08), 0.50)
    fold = bell(np.hypot(points[:, 0] + 0.02, points[:, 2] - 0.16) - 0.52, 0.10) * smooth(
        -0.5, 0.1, points[:, 2]
    )
    shape[:, 1] += front * (0.100 * hollow - 0.030 * bell(rim - 0.84, 0.15) - 0.022 * fold)
    shape[:, 0] *= 1 - 0.30 * smooth(0.2, -1.0, points[:, 2])
    shape *= p.ear
    for sign, side in ((1, "L"), (-1, "R")):
        turn = Matrix.Rotation(sign * np.radians(60), 3, "Z") @ Matrix.Rotation(
            sign * np.radians(-10), 3, "Y"
        )
        placed = (shape * [sign, 1, 1]) @ np.array(turn).T
        placed = placed + np.array([sign * 1.0 * p.head_width, 0.04, -0.06])
        quads = faces if sign > 0 else faces[:, ::-1]
        ear = make_object(f"ear.{side}", placed, quads, [material], collection, head, subdivide=0)
        paint(ear, tint(np.tile(skin, (len(points), 1)), blush, 0.50 * front * bell(rim, 0.62)))
        made.append(ear)
    return made
