"""Videos that are stored as how they are made, and written when somebody asks for their file."""

import tempfile
from fractions import Fraction
from pathlib import Path

from studio.errors import ToolError
from studio.nouns.artifact import Artifact, is_handle
from studio.store.artifacts import ArtifactStore
from tools.engines.base import Engine, Progress
from tools.engines.ffmpeg.graph.graph import Graph
from tools.engines.ffmpeg.graph.write import WriteGraph, write_graph


def graph_of(artifact: Artifact, store: ArtifactStore) -> Graph:
    """How the video of an artifact that has a graph is made."""
    facts, graph = artifact.facts, artifact.graph
    assert graph is not None
    return Graph(
        path=store.folder / f"{artifact.sha256}{artifact.suffix}",
        inputs=tuple(store.path(handle) for handle in graph.inputs),
        chains=tuple(graph.chains),
        rate=Fraction(graph.rate),
        frames=facts.frames or 1,
        width=facts.width or 2,
        height=facts.height or 2,
        has_audio=bool(facts.has_audio),
    )


def is_waiting(handle: str, store: ArtifactStore) -> bool:
    """Whether this is a video that is not written yet."""
    if not is_handle(handle, "video"):
        return False
    try:
        artifact = store.get(handle)
    except ToolError:  # the tool that is given it says so
        return False
    return artifact.graph is not None and not artifact.written


async def write(
    handle: str, store: ArtifactStore, engine: Engine, progress: Progress, *, final: bool
) -> None:
    """Have the FFmpeg engine write such a video, and keep its file."""
    graph = graph_of(store.get(handle), store)
    with tempfile.TemporaryDirectory(prefix="studio-writing-") as folder:
        out = Path(folder) / "video.mp4"
        await engine.run(WriteGraph(graph=graph, out=out, final=final), progress)
        store.write(handle, out)


def write_at_need(store: ArtifactStore) -> None:
    """Let the store itself write such a video wherever its file is asked for."""

    def written(artifact: Artifact, out: Path) -> None:
        write_graph(WriteGraph(graph=graph_of(artifact, store), out=out), lambda *_: None)

    store.writer = written
