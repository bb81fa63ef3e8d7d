"""Reference pictures of a character: what later pictures are compared to."""

from typing import Any

from tools.engines.blender import params
from tools.engines.blender.pieces.still import render_still
from tools.engines.blender.scene.stage import Stage
from tools.engines.worker.serve import Job

VIEWS = {
    "front": ("close_up", "front"),
    "three_quarter": ("close_up", "three_quarter"),
    "full": ("full", "front"),
}


def render_reference(stage: Stage, request: dict[str, Any], job: Job) -> dict[str, Any]:
    """The worker's `reference`: a neutral face from the front and in three-quarter view, and the
    whole body, on the backdrop by day; or just the `views` of these that are asked for."""
    folder = params.folder(request)
    files: dict[str, Any] = {}
    for name in request.get("views", VIEWS):
        framing, view = VIEWS[name]
        still = render_still(
            stage,
            {
                "cast": [
                    {"sheet": request.get("sheet"), "action": "idle", "expression": "neutral"}
                ],
                "set": "backdrop",
                "time_of_day": "day",
                "camera": {"framing": framing, "view": view},
                "width": request.get("width", 512),
                "height": request.get("height", 512),
                "seed": request.get("seed", 0),
                "quality": request.get("quality", "final"),
                "out_dir": str(folder),
            },
            job,
        )
        (folder / still["image"]).rename(folder / f"{name}.png")
        files[name] = f"{name}.png"
    return files
