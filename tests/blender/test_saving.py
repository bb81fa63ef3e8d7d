"""Scenes saved as .blend: a Blender of its own finds the cast where it was rendered."""

import json
import subprocess

import pytest

from tests.blender.stage_worker import OTHER, PYTHON, pixels, shot, still

# Opens the file anew and tells what lies in it, wrists and elbows in shares of the picture.
PROBE = """
import json, sys
import bpy
from bpy_extras.anim_utils import action_get_channelbag_for_slot as bag_of
from bpy_extras.object_utils import world_to_camera_view
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
scene = bpy.context.scene
rig = next(o for o in scene.objects if o.type == "ARMATURE")
outside = [i.filepath for i in bpy.data.images if i.source == "FILE" and not i.packed_file]
outside += [library.filepath for library in bpy.data.libraries]
frames = {}
for frame in (scene.frame_start, scene.frame_end):
    scene.frame_set(frame)
    for name, bone in (("r_wrist", "hand.R"), ("l_wrist", "hand.L"), ("r_elbow", "forearm.R")):
        view = world_to_camera_view(scene, scene.camera, rig.matrix_world @ rig.pose.bones[bone].head)
        frames.setdefault(str(frame), {})[name] = [view.x, 1 - view.y]
keys = [
    point.interpolation for action in bpy.data.actions for slot in action.slots
    for curve in bag_of(action, slot).fcurves for point in curve.keyframe_points
]
print("TOLD" + json.dumps({
    "end": scene.frame_end, "fps": scene.render.fps, "outside": outside, "frames": frames,
    "keys": len(keys), "gliding": len(keys) - keys.count("CONSTANT"),
    "rigs": [o.name for o in bpy.data.objects if o.type == "ARMATURE"],
    "size": [scene.render.resolution_x, scene.render.resolution_y],
}))
"""  # noqa: E501
SIZE = (96, 64)


def opened(path) -> dict:
    done = subprocess.run(
        [str(PYTHON), "-c", PROBE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout.split("TOLD")[1].splitlines()[0])


def test_a_saved_take_moves_as_the_rendered_one_did(worker, tmp_path):
    asked = shot(tmp_path, {"action": "wave"}, move="push_in", duration=1 / 6)
    made = worker.ask("render_shot", **asked)
    assert worker.ask("save_shot", **asked) == {"file": "scene.blend", "frames": 4}
    told = opened(tmp_path / "scene.blend")
    assert (told["end"], told["fps"], told["size"], told["outside"]) == (4, 24, [*SIZE], [])
    assert told["rigs"] == ["Tino.rig"], "nobody of another shot"
    assert told["keys"] > 1000 and told["gliding"] == 0, "poses are held as they are in the film"
    for frame, rendered in (("1", made["joints"][0]), ("4", made["joints"][-1])):
        points = rendered[0]["points"]
        for name, shares in told["frames"][frame].items():
            found = [share * size for share, size in zip(shares, SIZE, strict=True)]
            assert found == pytest.approx(points[name][:2], abs=0.8), (frame, name)
    # the worker renders the same as before: nothing of the keys is left in it
    anew = worker.ask("render_shot", **asked)
    last = pixels(tmp_path / made["frames"][-1])
    assert (pixels(tmp_path / anew["frames"][-1]) == last).all()


def test_the_scene_of_a_picture_is_saved(worker, tmp_path):
    role = {"sheet": OTHER, "action": "idle", "expression": "happy", "strength": 1.0}
    asked = still(tmp_path, cast=[role])
    assert worker.ask("save_still", **asked)["frames"] == 1
    told = opened(tmp_path / "scene.blend")
    assert told["rigs"] == ["Ada.rig"] and told["end"] == 1
