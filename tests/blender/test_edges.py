"""The edges of a layer of few samples: where alpha says full, the denoiser may see nothing."""

import json
import subprocess

import pytest

from studio.settings import ROOT
from tests.blender.stage_worker import PYTHON

PROGRAM = """
import json, os
import numpy as np
from tools.engines.blender.render.plate import soften

y, x = np.mgrid[:24, :24]
layer = np.zeros((24, 24, 4), np.float32)
layer[x < 12] = (0.4, 0.3, 0.2, 1.0)  # hair to the left, nothing to the right
layer[8, 12] = (0.02, 0.015, 0.01, 1.0)  # strands that the denoiser took for background
layer[16, 12] = (0.0, 0.0, 0.0, 0.5)
soft = soften(layer)
straight = soft[..., :3] / np.maximum(soft[..., 3:], 1e-6)
seen = soft[..., 3] > 0.05
print(json.dumps({
    "red": [float(straight[..., 0][seen].min()), float(straight[..., 0][seen].max())],
    "inside": soft[4, 4].tolist(),
    "outside": soft[4, 20].tolist(),
}), flush=True)
os._exit(0)
"""


def test_an_edge_has_no_dark_specks(tmp_path):
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    told = {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [PYTHON, "-c", PROGRAM], capture_output=True, text=True, check=True, env=told, timeout=120
    )
    found = json.loads(done.stdout.strip().splitlines()[-1])
    assert found["red"][0] > 0.75 * 0.4
    assert found["red"][1] < 1.05 * 0.4
    assert found["inside"] == pytest.approx([0.4, 0.3, 0.2, 1.0], abs=1e-4)
    assert found["outside"] == [0, 0, 0, 0]
