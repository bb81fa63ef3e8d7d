"""Writes a video that so far is a graph alone."""

from dataclasses import dataclass
from pathlib import Path

from tools.engines.base import Progress
from tools.engines.ffmpeg.encode import AAC, edited, master
from tools.engines.ffmpeg.graph.graph import PICTURE, SOUND, Graph
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.request import Request


@dataclass(frozen=True, kw_only=True)
class WriteGraph(Request[MadeVideo]):
    """Write a video that is not written yet; `final`: as it leaves the studio, not to be edited
    on."""

    graph: Graph
    out: Path
    final: bool = False


def write_graph(request: WriteGraph, progress: Progress) -> MadeVideo:
    """Write the file. Returns {"path", "frames", "duration" in s}."""
    graph, out = request.graph, Path(request.out)
    fps = max(1, round(graph.rate))
    run_ffmpeg(
        [
            *(argument for path in graph.inputs for argument in source(path)),
            *("-filter_complex", ";".join(graph.chains), "-map", PICTURE),
            *(["-map", SOUND, *AAC] if graph.has_audio else []),
            *("-frames:v", str(graph.frames), "-r", str(graph.rate)),
            *(edited(fps) if request.final else master(fps)),
            *("-movflags", "+faststart", str(out)),
        ],
        duration=graph.duration,
        progress=progress,
        note="writing the edit",
        inputs=graph.inputs,
    )
    return {"path": str(out), "frames": graph.frames, "duration": graph.duration}
