"""Where the cast is in the picture: joints, head boxes, and the part that a pose can touch."""

import bpy
import numpy as np
from mathutils import Vector

from tools.engines.blender.camera.framing import Camera
from tools.engines.blender.render.filters import Box
from tools.engines.blender.scene.staging import Member

FACE = ("nose", "r_eye", "l_eye")
# Cosine to the camera's direction under which a point of the face is behind the head: in a profile
# the far eye still counts, as it does for those who train on such keypoints.
TURNED_AWAY = -0.35
HAIR = 1.12  # the head box over the skull's radius


def joint_pixels(camera: Camera, member: Member, width: int, height: int) -> dict[str, list[float]]:
    """The member's keypoints as [x, y, visible] in pixels; visible is 1 inside the picture, unless
    it is a point of a face that is turned away."""
    points = {}
    head = member.head()
    to_camera = (camera.object.matrix_world.translation - head).normalized()
    for name, world in member.body.joints().items():
        x, y, depth = camera.project(world, width, height)
        inside = depth > 0 and 0 <= x < width and 0 <= y < height
        away = name in FACE and (world - head).normalized().dot(to_camera) < TURNED_AWAY
        points[name] = [round(x, 2), round(y, 2), int(inside and not away)]
    return points


def head_box(camera: Camera, member: Member, width: int, height: int) -> list[float]:
    """x0, y0, x1, y1 of the member's head with its hair, in pixels."""
    centre, reach = member.head(), member.head_radius * HAIR
    corners = [
        camera.project(centre + sign * side * reach, width, height)
        for side in (camera.right(), camera.up())
        for sign in (-1, 1)
    ]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return [round(v, 2) for v in (min(xs), min(ys), max(xs), max(ys))]


def body_box(
    camera: Camera, cast: list[Member], lights: list[Vector], width: int, height: int, margin: int
) -> Box | None:
    """The pixels that the cast and its shadow can touch; None if none. `lights` point to
    the lights that cast it."""
    spots: list[tuple[float, float]] = []
    graph = bpy.context.evaluated_depsgraph_get()
    for member in cast:
        corners = [
            thing.matrix_world @ Vector(corner)
            for thing in (made.evaluated_get(graph) for made in member.body.objects)
            if thing.type in {"MESH", "CURVES", "CURVE"}
            for corner in thing.bound_box
        ]
        for world in corners:
            x, y, depth = camera.project(world, width, height)
            if depth > 0:
                spots.append((x, y))
        for light in lights:
            spots += _shadow(camera, corners, light, width, height)
    return clip_box(spots, width, height, margin)


def _shadow(
    camera: Camera, corners: list[Vector], light: Vector, width: int, height: int
) -> list[tuple[float, float]]:
    """Where in the picture the shadow of `corners` falls on the ground (z 0)."""
    if light.z <= 0.01:
        return []
    seen = []
    for world in corners:
        fall = world - light * (world.z / light.z)
        foot = Vector((world.x, world.y, 0.0))
        for share in np.linspace(0, 1, 6):
            x, y, depth = camera.project(foot.lerp(fall, float(share)), width, height)
            if depth > 0.05 and -width < x < 2 * width and -height < y < 2 * height:
                seen.append((x, y))
    return seen


def clip_box(spots: list[tuple[float, float]], width: int, height: int, margin: int) -> Box | None:
    """The box round `spots` with a margin, clipped to the picture; None if it is empty."""
    if not spots:
        return None
    xs, ys = [spot[0] for spot in spots], [spot[1] for spot in spots]
    box = (
        max(0, int(min(xs)) - margin),
        max(0, int(min(ys)) - margin),
        min(width, int(max(xs)) + margin + 1),
        min(height, int(max(ys)) + margin + 1),
    )
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None
