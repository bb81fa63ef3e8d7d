"""The floors of the sets, on which casts walk, are free: built for real, and felt with rays."""

import json
import os
import subprocess

import pytest

from studio.settings import ROOT
from tests.blender.stage_worker import PYTHON

PROGRAM = """
import json, os
import bpy
import numpy as np
from mathutils import Vector
from tools.engines.blender.scene.atmosphere import ATMOSPHERES
from studio.packs.registry import names
from tools.engines.blender.sets import stage_set

BODY = 0.25  # metres from its middle to its side
found = {}
for name in names("sets"):
    place = stage_set(name)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    place.build(bpy.context.scene.collection, ATMOSPHERES["day"])
    bpy.context.view_layer.update()
    graph, floor = bpy.context.evaluated_depsgraph_get(), place.floor
    x0, x1, y0, y1 = floor.left - BODY, floor.right + BODY, floor.near - BODY, floor.far + BODY

    def cast(start, way, far):
        hit, at, *_ = bpy.context.scene.ray_cast(graph, Vector(start), Vector(way), distance=far)
        return at if hit else None

    xs, ys = np.arange(x0, x1, 0.12), np.arange(y0, y1, 0.12)
    steps = []
    for x in xs:
        for y in ys:
            ground = floor.height(x, y)
            at = cast((x, y, ground + 1.8), (0, 0, -1), 5)
            steps.append(at.z - ground if at else -9)
    walls = []
    for z in (0.8, 1.1):
        walls += [tuple(at) for y in ys if (at := cast((x0, y, z), (1, 0, 0), x1 - x0))]
        walls += [tuple(at) for x in xs if (at := cast((x, y0, z), (0, 1, 0), y1 - y0))]
    found[name] = {"lowest": min(steps), "highest": max(steps), "walls": walls[:3]}
print(json.dumps(found), flush=True)
os._exit(0)
"""


def test_floors_have_no_props_and_no_water(tmp_path):
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    told = dict(os.environ, PYTHONPATH=str(ROOT), TMPDIR=str(tmp_path))
    done = subprocess.run(
        [PYTHON, "-c", PROGRAM], capture_output=True, text=True, env=told, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    for name, ground in json.loads(done.stdout.strip().splitlines()[-1]).items():
        assert ground["lowest"] > -0.1, (name, ground)
        assert ground["highest"] < 0.3, (name, ground)  # flowers and a rug may be trodden on
        assert not ground["walls"], (name, ground)
