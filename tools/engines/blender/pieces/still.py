"""A still: one picture of the cast on a set, with its conditioning passes."""

from typing import Any

import bpy
from mathutils import Vector

from tools.engines.blender import params
from tools.engines.blender.camera.framing import frame_cast
from tools.engines.blender.render.measures import head_box, joint_pixels
from tools.engines.blender.render.passes import save_passes
from tools.engines.blender.render.picture import save_png
from tools.engines.blender.render.plate import soften
from tools.engines.blender.render.renderer import Timings
from tools.engines.blender.render.settings import QUALITIES
from tools.engines.blender.requests import RenderStill
from tools.engines.blender.scene.stage import Stage
from tools.engines.blender.scene.staging import Member, headings, line_up, measure, reach
from tools.engines.soft_edges import cut_haze
from tools.engines.worker.serve import Job


def strike_pose(member: Member, role: dict[str, Any]) -> None:
    """Put one of the cast into its pose and expression; nothing of an earlier job stays."""
    body = member.body
    body.pose_still(role.get("action", "idle"), 1.0)
    body.express(role.get("expression", "neutral"), float(role.get("strength", 1.0)))
    viseme = role.get("viseme")
    body.viseme({viseme: 1.0} if viseme else {})
    body.blink(0.0)
    body.look_at(None)


def spans(members: list[Member], turns: list[float]) -> list[tuple[float, float]]:
    """How far each of the cast, turned by `turns` degrees, reaches to both sides of its place."""
    found = []
    for member, turn in zip(members, turns, strict=True):
        member.body.place(0.0, 0.0, turn)
        bpy.context.view_layer.update()
        found.append(reach(member))
    return found


def focus_point(members: list[Member], camera_at: Vector) -> Vector:
    """The face nearest to the camera, which is what must be sharp."""
    faces = []
    for member in members:
        head = member.head()
        towards = (camera_at - head).normalized()
        faces.append(head + towards * member.head_radius * 0.8)
    return min(faces, key=lambda face: (camera_at - face).length)


def stage_still(stage: Stage, shot: RenderStill) -> list[Member]:
    """Put cast, camera and light where they are in a picture; the cast."""
    members = stage.open(shot.set, shot.time_of_day, [role["sheet"] for role in shot.cast])
    for member, role in zip(members, shot.cast, strict=True):
        strike_pose(member, role)
    turns = headings(len(members), shot.camera.view)
    line_up(members, turns, spans(members, turns))
    bpy.context.view_layer.update()
    extent = measure(members)
    setup = frame_cast(extent, shot.camera, shot.width / shot.height)
    stage.camera.aim(setup, setup.target)
    stage.camera.aim(setup, focus_point(members, stage.camera.object.location))
    stage.light(shot.set, shot.time_of_day, extent, shot.exposure)
    stage.scene.cycles.seed = shot.seed
    stage.scene.render.film_transparent = shot.transparent
    stage.show_set(not shot.transparent)
    return members


def render_still(stage: Stage, request: dict[str, Any], job: Job) -> dict[str, Any]:
    """The worker's `render_still`; parameters and result as in worker.py."""
    shot = params.still(request)
    folder = params.folder(request)
    stage.renderer.timings = Timings()
    job.progress(0.02, "building")
    members = stage_still(stage, shot)
    job.progress(0.1, "rendering")
    layers = stage.renderer.render(
        shot.width,
        shot.height,
        QUALITIES[shot.quality].still,
        denoise=shot.denoise,
        report=lambda done, note: job.progress(0.1 + 0.75 * done, note),
    )
    job.progress(0.88, "developing")
    with stage.renderer.encoding():
        colour = soften(layers.colour) if shot.transparent else layers.colour
        picture = stage.developer.develop(colour, alpha=shot.transparent)
        save_png(cut_haze(picture) if shot.transparent else picture, folder / "image.png")
    points = [joint_pixels(stage.camera, member, shot.width, shot.height) for member in members]
    stage.show_set(True)
    stage.scene.render.film_transparent = False
    passes = save_passes(stage, shot.passes, points, folder) if shot.passes else {}
    return {
        "image": "image.png",
        "passes": passes,
        "joints": [
            {"name": member.name, "points": body}
            for member, body in zip(members, points, strict=True)
        ],
        "head_boxes": [
            head_box(stage.camera, member, shot.width, shot.height) for member in members
        ],
        "timings": stage.renderer.timings.as_dict(),
    }
