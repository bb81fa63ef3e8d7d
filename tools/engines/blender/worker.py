"""The Blender engine's worker: `python -m tools.engines.blender.worker` in Blender's environment.

Methods (parameters and results are JSON; files are written to `out_dir`):

render_still  cast [{sheet, action, expression, strength, viseme}], set, time_of_day, framing,
              angle, view, width, height, quality, exposure (stops), seed, transparent, denoise,
              passes, out_dir
           -> image, passes {name: file}, joints [{name, points {keypoint: [x, y, visible]}}],
              head_boxes [[x0, y0, x1, y1]], timings
render_shot   cast [{sheet, action, expression_curve, visemes, blinks}], the same scene words,
              move, fps, duration (s), on_twos
           -> frames [file per frame; one that is held is named again], unique, joints (of the
              first, middle and last frame), head_boxes and mouth_open (per frame), timings
reference     sheet, width, height, seed -> front, three_quarter, full
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import bpy

from tools.engines.blender.reference import render_reference
from tools.engines.blender.shot import render_shot
from tools.engines.blender.stage import Stage
from tools.engines.blender.still import render_still
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
            "render_still": method(render_still),
            "render_shot": method(render_shot),
            "reference": method(render_reference),
        },
        "blender",
        bpy.app.version_string,
    )


if __name__ == "__main__":
    main()
