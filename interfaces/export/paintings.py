"""How pictures were painted: graphs of ComfyUI."""

import json

from interfaces.export.job import Job, PieceCut
from studio.errors import EngineError
from studio.naming import slug
from tools.handover.comfyui import graph_of
from tools.handover.comfyui_nodes import check_graph
from tools.handover.cut import ancestors
from tools.handover.paintings import steps_of
from tools.handover.steering import write_pictures

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
        own = artifact.handle.replace(":", "-")
        folder = job.place(FOLDER, "input", own).parent
        vision = job.toolbox.engines["vision"]
        pictures = await write_pictures(steps, job.store, vision, folder, own, job.progress)
        for path in pictures.values():
            job.wrote(path, "goes into ComfyUI's folder input, for the graph")
        graph = graph_of(steps, {what: path.name for what, path in pictures.items()}, name)
        if wrong := check_graph(graph):
            raise EngineError(f"the graph of {name} is wrong: {'; '.join(wrong)}.")
        path = job.place(FOLDER, f"{name}.json")
        path.write_text(json.dumps(graph, indent=2, ensure_ascii=False), encoding="utf-8")
        job.wrote(path, "how it was painted, as a graph for ComfyUI's API")
    if not found:
        job.lacks("comfyui", f"nothing of {piece.stem} was painted by a diffusion model.")
