"""How pictures were painted: graphs of ComfyUI."""

import json
import shutil

from interfaces.export.job import Job, PieceCut
from studio.errors import EngineError
from studio.naming import slug
from tools.handover.comfyui import check_graph, graph_of
from tools.handover.cut import ancestors
from tools.handover.paintings import PaintingSteps, steps_of

FOLDER = "comfyui"


async def write_paintings(job: Job, piece: PieceCut) -> None:
    """`comfyui/<picture>.json` of each painting in the piece, with the pictures that steer it."""
    found = 0
    for artifact in ancestors(job.store, piece.main.handle):
        steps = steps_of(artifact, job.settings.diffusion)
        if steps is None:
            continue
        found += 1
        name = f"{slug(piece.stem)}{'' if found == 1 else f'.{found}'}"
        graph = graph_of(steps, _inputs(job, steps), name)
        if wrong := check_graph(graph):
            raise EngineError(f"the graph of {name} is wrong: {'; '.join(wrong)}.")
        path = job.place(FOLDER, f"{name}.json")
        path.write_text(json.dumps(graph, indent=2, ensure_ascii=False), encoding="utf-8")
        job.wrote(path, "how it was painted, as a graph for ComfyUI's API")
    if not found:
        job.lacks("comfyui", f"nothing of {piece.stem} was painted by a diffusion model.")


def _inputs(job: Job, steps: PaintingSteps) -> dict[str, str]:
    """The pictures that the steps name, copied for ComfyUI's folder input, by their handles."""
    files: dict[str, str] = {}
    for handle in [*(control["image"] for control in steps.controls), steps.start_from]:
        if handle and handle not in files and job.store.is_whole(handle):
            source = job.store.path(handle)
            path = job.place(FOLDER, "input", f"{handle.replace(':', '-')}{source.suffix}")
            shutil.copyfile(source, path)
            job.wrote(path, "goes into ComfyUI's folder input, for the graph")
            files[handle] = path.name
    return files
