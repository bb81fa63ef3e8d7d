"""Eyeballs: a sphere with a dished iris and a fixed catchlight.

There is no see-through cornea: at the few samples of an animation frame its reflections come and go
from pixel to pixel, and the denoiser makes specks of them.
"""

import bpy
import numpy as np

from tools.engines.blender.character.falloff import unit
from tools.engines.blender.character.head.lids import eye_centre, eye_radius
from tools.engines.blender.character.mesh import add_attribute, grid_faces, make_object, sphere
from tools.engines.blender.character.proportions import Proportions

IRIS = 0.66  # half angle of the iris, radians
_TOE_OUT = 3.0  # degrees: eyes at rest look a touch outwards, which avoids a squint
CATCHLIGHT = unit(np.array([-0.42, -1.0, 0.46]))


def build_eyes(
    p: Proportions,
    materials: dict[str, bpy.types.Material],
    head: bpy.types.Object,
    collection: bpy.types.Collection,
) -> dict[str, bpy.types.Object]:
    """Pivots `eye.L`, `eye.R` (turn these) with their eyeballs, and the catchlights."""
    radius, centre = eye_radius(p), eye_centre(p)
    made: dict[str, bpy.types.Object] = {}
    points, faces = sphere(56, 56)
    angle = np.arccos(np.clip(-points[:, 1], -1, 1))
    around = np.arctan2(points[:, 2], points[:, 0])
    dish = np.where(angle < IRIS, np.cos(IRIS) - 0.07 * (1 - (angle / IRIS) ** 2), -points[:, 1])
    ball = points.copy()
    ball[:, 1] = -np.minimum(-points[:, 1], dish)
    fibres = np.stack([np.cos(around) * 2, np.sin(around) * 2, angle * 0.7], -1)
    for sign, side in ((1, "L"), (-1, "R")):
        pivot = bpy.data.objects.new(f"eye.{side}", None)
        collection.objects.link(pivot)
        pivot.parent = head
        pivot.location = centre * [sign, 1, 1]
        eye = make_object(
            f"eyeball.{side}", ball * radius, faces, [materials["eye"]], collection, pivot
        )
        add_attribute(eye, "iris", angle / IRIS)
        add_attribute(eye, "fibre", fibres)
        add_attribute(eye, "height", points[:, 2])
        light = _catchlight(f"catchlight.{side}", radius, materials["catchlight"], collection, head)
        light.location = centre * [sign, 1, 1]
        made |= {
            f"eye.{side}": pivot,
            f"eyeball.{side}": eye,
            f"catchlight.{side}": light,
        }
    return made


def _catchlight(
    name: str,
    radius: float,
    material: bpy.types.Material,
    collection: bpy.types.Collection,
    head: bpy.types.Object,
) -> bpy.types.Object:
    """A round cap just over the eyeball, which stays put while the eye turns, as reflections do."""
    rim = np.linspace(0, 0.125, 5)[:, None]
    turn = np.arange(20)[None] * 2 * np.pi / 20
    side = unit(np.cross(CATCHLIGHT, [0, 0, 1.0]))
    up = np.cross(side, CATCHLIGHT)
    cap = (
        CATCHLIGHT
        + (np.cos(turn) * rim)[..., None] * side
        + (np.sin(turn) * rim)[..., None] * up * 1.2
    )
    made = make_object(
        name,
        unit(cap).reshape(-1, 3) * radius * 1.03,
        grid_faces(5, 20),
        [material],
        collection,
        head,
    )
    made.visible_shadow = False
    return made


def gaze_angles(direction: np.ndarray, sign: int) -> tuple[float, float]:
    """Pivot rotation (about X, about Z) in radians for a gaze (right-left, down-up) in -1..1."""
    across, up = float(direction[0]), float(direction[1])
    return np.radians(-24.0 * up), np.radians(30.0 * across + sign * _TOE_OUT)
