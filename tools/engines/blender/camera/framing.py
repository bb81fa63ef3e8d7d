"""The camera: framing, angle, depth of field, and where points of the scene land in the picture."""

import math
from dataclasses import dataclass

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

from studio.plan.parts import Viewpoint
from tools.engines.blender.scene.staging import Extent
from tools.engines.blender.sets.floor import Height, level

SENSOR = 24.0  # mm, height of the gate
PITCH = {"eye_level": 2.0, "low": -13.0, "high": 19.0}  # degrees above the subject
WIDE_SHARE = 0.40  # of the frame's height that a body takes in a wide
BELOW_HIP = 0.4  # head radii that a medium shows: shirt hems and hands on hips stay whole
LOWEST = 0.12  # metres: the camera stays above the ground
FSTOP = {"close_up": 2.8, "medium": 2.4, "full": 2.0, "wide": 1.8}


@dataclass(frozen=True)
class Setup:
    """A camera position: `target` and `distance` in metres, `pitch` and `azimuth` in degrees,
    `lens` in millimetres."""

    target: Vector
    distance: float
    pitch: float
    fstop: float
    lens: float
    azimuth: float = 0.0


def frame_cast(extent: Extent, camera: Viewpoint, aspect: float) -> Setup:
    """Where a camera stands that frames a cast. `aspect` is the picture's width over its height."""
    framing = camera.framing
    head_left = min(head.x for head in extent.heads) - extent.radius
    head_right = max(head.x for head in extent.heads) + extent.radius
    top = max(head.z for head in extent.heads) + extent.radius
    left, right = extent.left, extent.right
    if framing == "close_up":
        bottom, top = extent.shoulder - 0.30 * extent.radius, top + 0.50 * extent.radius
        left, right = head_left, head_right
    elif framing == "medium":
        bottom, top = (
            extent.hip - BELOW_HIP * extent.radius,
            max(top, extent.top) + 0.50 * extent.radius,
        )
    elif framing == "full":
        bottom, top = extent.bottom - 0.07 * extent.height, extent.top + 0.12 * extent.height
    else:
        frame = extent.height_at_rest / WIDE_SHARE
        bottom = extent.bottom - 0.22 * frame
        top = bottom + frame
    middle = (left + right + head_left + head_right) / 4
    half_width = 1.06 * max(middle - left, right - middle)
    frame_height = max(top - bottom, 2 * half_width / aspect)
    if framing in ("close_up", "medium"):  # a wider frame shows more of the body, not of the sky
        bottom = top - frame_height
    depth = sum(head.y for head in extent.heads) / len(extent.heads)
    distance = frame_height / SENSOR * camera.lens
    if framing == "full":  # frame what is nearest: a sitter's feet look larger than the rest
        distance += max(0.0, extent.ahead)
    return Setup(
        target=Vector((middle, depth, (top + bottom) / 2)),
        distance=distance,
        pitch=PITCH[camera.angle],
        fstop=FSTOP[framing],
        lens=camera.lens,
    )


class Camera:
    """The one camera of the scene."""

    def __init__(self, scene: bpy.types.Scene):
        self.data = bpy.data.cameras.new("camera")
        self.object = bpy.data.objects.new("camera", self.data)
        scene.collection.objects.link(self.object)
        scene.camera = self.object
        self._scene = scene
        self.data.sensor_fit = "VERTICAL"
        self.data.sensor_width = self.data.sensor_height = SENSOR
        self.data.clip_start, self.data.clip_end = 0.05, 2000.0
        self.data.dof.use_dof = True

    def aim(
        self, setup: Setup, focus: Vector, overscan: float = 1.0, height: Height = level
    ) -> None:
        """Stand as `setup` says, sharp at `focus`, over ground of some `height`; `overscan`
        heightens the view."""
        pitch, azimuth = math.radians(setup.pitch), math.radians(setup.azimuth)
        away = Vector(
            (
                math.cos(pitch) * math.sin(azimuth),
                -math.cos(pitch) * math.cos(azimuth),
                math.sin(pitch),
            )
        )
        place = setup.target + away * setup.distance
        place.z = max(place.z, height(place.x, place.y) + LOWEST)
        view = setup.target - place
        self.object.location = place
        self.object.rotation_euler = view.to_track_quat("-Z", "Y").to_euler()
        self.data.sensor_height = self.data.sensor_width = SENSOR * overscan
        self.data.lens = setup.lens
        self.data.dof.focus_distance = max(0.1, (focus - place) @ view.normalized())
        self.data.dof.aperture_fstop = setup.fstop
        bpy.context.view_layer.update()

    def project(self, point: Vector, width: int, height: int) -> tuple[float, float, float]:
        """Pixel x (right), y (down) and depth in metres (negative behind) of a world point."""
        view = world_to_camera_view(self._scene, self.object, point)
        return view.x * width, (1.0 - view.y) * height, view.z

    def right(self) -> Vector:
        """The world direction of the picture's x axis."""
        return self.object.matrix_world.col[0].xyz.normalized()

    def up(self) -> Vector:
        """The world direction of the picture's upward y axis."""
        return self.object.matrix_world.col[1].xyz.normalized()
