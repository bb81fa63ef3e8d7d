"""Packs in folders of their own, and a studio of its own process that has them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.settings import ROOT

Studio = Callable[..., Any]


@pytest.fixture
def studio_with(tmp_path) -> Studio:
    """Runs a program in a studio whose `paths.packs` is `packs`, with what is installed in `site`;
    gives the JSON that it prints last. Packs are looked for once a process, hence a process."""

    def run(program: str, *, packs: Path | None = None, site: Path | None = None) -> Any:
        told = dict(
            os.environ,
            PYTHONPATH=os.pathsep.join(str(path) for path in (ROOT, site) if path),
            STUDIO_PATHS__DATA=str(tmp_path / "data"),
            STUDIO_PATHS__OUTPUTS=str(tmp_path / "outputs"),
            STUDIO_PATHS__PACKS=str(packs or tmp_path / "none"),
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env=told,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    return run


@pytest.fixture
def attic(tmp_path) -> Path:
    """A folder of packs with one in it, `attic`, that has a set of that name."""
    place = tmp_path / "mine" / "attic" / "sets" / "attic"
    place.mkdir(parents=True)
    (place.parents[1] / "pack.toml").write_text('description = "What lies under the roof."\n')
    (place / "set.toml").write_text('description = "an attic"\n[words]\nit = ["soffitta"]\n')
    (place / "build.py").write_text(
        "from tools.engines.blender.modelling import materials, shapes\n"
        "from tools.engines.blender.modelling.mesh import Model\n"
        "from tools.engines.blender.sets.floor import Floor\n\n"
        "FLOOR = Floor(-2.0, 2.0, -4.0, 1.0)\n\n\n"
        "def build(collection, air):\n"
        "    room = Model('attic')\n"
        "    boards = materials.plain('boards', '#9A6B42', 0.8)\n"
        "    room.add(shapes.box((8, 8, 0.2)), boards, (0, 0, -0.1))\n"
        "    room.build(collection)\n"
    )
    return tmp_path / "mine"
