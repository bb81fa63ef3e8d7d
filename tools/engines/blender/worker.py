"""The Blender engine's worker: `python -m tools.engines.blender.worker` in Blender's environment.

What it can be asked for, and what it answers, is in requests.py.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import bpy

from tools.engines.blender.pieces.reference import render_reference
from tools.engines.blender.pieces.saving import save_shot, save_still
from tools.engines.blender.pieces.shot import render_shot
from tools.engines.blender.pieces.still import render_still
from tools.engines.blender.requests import Reference, RenderShot, RenderStill, SaveShot, SaveStill
from tools.engines.blender.scene.stage import Stage
from tools.engines.worker.serve import Job, serve


def main() -> None:
    """Serve until standard input closes."""
    stage = Stage(Path(tempfile.gettempdir()) / f"blender-worker-{os.getpid()}")

    def method(function):
        def run(request: dict[str, Any], job: Job) -> dict[str, Any]:
            return function(stage, request, job)

        return run

    serve(
        {
            RenderStill.method(): method(render_still),
            RenderShot.method(): method(render_shot),
            Reference.method(): method(render_reference),
            SaveStill.method(): method(save_still),
            SaveShot.method(): method(save_shot),
        },
        "blender",
        bpy.app.version_string,
    )


if __name__ == "__main__":
    main()
