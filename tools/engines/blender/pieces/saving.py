"""Scenes as Blender's own files, for who goes on with them there.

A take is rendered by striking pose after pose; in the file each pose is keyed, held until the next
one, and the window that frames are cut out of is the camera's own lens and shift.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
from bpy_extras.anim_utils import action_get_channelbag_for_slot

from tools.engines.blender import params
from tools.engines.blender.camera.framing import SENSOR
from tools.engines.blender.camera.moves import Window
from tools.engines.blender.pieces.blocking import Blocking
from tools.engines.blender.pieces.still import stage_still
from tools.engines.blender.render.settings import QUALITIES
from tools.engines.blender.requests import RenderScene
from tools.engines.blender.scene.stage import Stage
from tools.engines.worker.serve import Job

FILE = "scene.blend"


def save_still(stage: Stage, request: dict[str, Any], job: Job) -> dict[str, Any]:
    """The worker's `save_still`: the scene of a picture."""
    shot = params.still(request)
    job.progress(0.02, "building")
    stage_still(stage, shot)
    scene = stage.scene
    scene.frame_start = scene.frame_end = scene.frame_current = 1
    _save(stage, shot, QUALITIES[shot.quality].still, params.folder(request))
    stage.scene.render.film_transparent = False
    stage.show_set(True)
    return {"file": FILE, "frames": 1}


def save_shot(stage: Stage, request: dict[str, Any], job: Job) -> dict[str, Any]:
    """The worker's `save_shot`: the scene of a take, frame 1 of the file its first."""
    shot = params.shot(request)
    folder = params.folder(request)
    job.progress(0.02, "building")
    members = stage.open(shot.set, shot.time_of_day, [role["sheet"] for role in shot.cast])
    stage.scene.cycles.seed = shot.seed
    blocking = Blocking(stage, members, shot)
    frames = blocking.performance.frames
    scene, kept = stage.scene, stage.scene.frame_current
    try:
        for frame in range(frames):
            job.progress(0.1 + 0.8 * frame / frames, f"frame {frame + 1} of {frames}")
            _key(blocking, frame)
        _hold(blocking)
        scene.frame_start, scene.frame_end, scene.frame_current = 1, frames, 1
        scene.render.fps, scene.render.fps_base = shot.fps, 1.0
        _save(stage, shot, QUALITIES[shot.quality].motion, folder)
    finally:
        for thing in _moving(blocking):
            thing.animation_data_clear()
        camera = stage.camera.data
        camera.shift_x = camera.shift_y = 0.0
        scene.frame_current = kept
        stage.renderer.spoiled = True
    return {"file": FILE, "frames": frames}


def _key(blocking: Blocking, frame: int) -> None:
    """Key what is seen in a frame: cast, camera and lights where a pose is struck, the window
    always."""
    pose = blocking.performance.pose_of(frame)
    blocking.performance.strike(pose)
    blocking.aim(pose)
    camera = blocking.stage.camera
    _frame(blocking, blocking.window(frame)[0])
    for name in ("sensor_height", "shift_x", "shift_y", "dof.focus_distance"):
        camera.data.keyframe_insert(name, frame=frame + 1)
    for name in ("location", "rotation_euler"):
        camera.object.keyframe_insert(name, frame=frame + 1)
    if frame != pose:
        return
    for thing in _moving(blocking):
        if isinstance(thing, bpy.types.Key):
            for block in thing.key_blocks[1:]:
                block.keyframe_insert("value", frame=frame + 1)
        elif isinstance(thing, bpy.types.Object) and thing is not camera.object:
            thing.keyframe_insert("location", frame=frame + 1)
            thing.keyframe_insert("rotation_euler", frame=frame + 1)
            for bone in thing.pose.bones if thing.pose else ():
                for name in ("location", "rotation_quaternion", "scale"):
                    bone.keyframe_insert(name, frame=frame + 1)


def _hold(blocking: Blocking) -> None:
    """Hold each key until the next one: what is keyed by a script would glide into it."""
    held = bpy.types.Keyframe.bl_rna.properties["interpolation"].enum_items["CONSTANT"].value
    for thing in _moving(blocking):
        keyed = thing.animation_data
        if keyed is None or keyed.action is None:
            continue
        for curve in action_get_channelbag_for_slot(keyed.action, keyed.action_slot).fcurves:
            points = curve.keyframe_points
            points.foreach_set("interpolation", [held] * len(points))


def _frame(blocking: Blocking, shown: Window) -> None:
    """Show with the camera what is cut out of the canvas elsewhere."""
    camera, shot = blocking.stage.camera, blocking.shot
    camera.data.sensor_height = camera.data.sensor_width = SENSOR / shown.zoom
    across = shown.zoom * shot.width / shot.height
    camera.data.shift_x, camera.data.shift_y = shown.x * across, -shown.y * across
    camera.object.rotation_euler.rotate_axis("Z", -math.radians(shown.roll))


def _moving(blocking: Blocking) -> Iterator[bpy.types.ID]:
    """All that is keyed: camera, lights, the cast and the keys of its shapes."""
    yield blocking.stage.camera.data
    yield blocking.stage.camera.object
    yield from blocking.stage.lights.lamps()
    for collection in blocking.stage.cast_collections:
        for thing in collection.all_objects:
            yield thing
            keys = getattr(thing.data, "shape_keys", None)
            if keys is not None:
                yield keys


def _save(stage: Stage, shot: RenderScene[Any], samples: int, folder: Path) -> None:
    scene = stage.scene
    render = scene.render
    render.resolution_x, render.resolution_y = shot.width, shot.height
    scene.cycles.samples = samples
    render.use_border = render.use_crop_to_border = False
    render.image_settings.file_format = "PNG"
    render.filepath = "//render/"
    # Only what this scene needs: the worker keeps sets and characters of other shots, too.
    bpy.data.libraries.write(str(folder / FILE), {scene}, compress=True)
