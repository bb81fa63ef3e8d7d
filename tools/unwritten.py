"""Videos that are stored as how they are made, and written when somebody asks for their file."""

import contextlib
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from studio.errors import ToolError
from studio.nouns.artifact import Artifact, is_handle
from studio.store.artifacts import ArtifactStore
from tools.engines.base import Engine, Progress
from tools.engines.ffmpeg.graph.graph import Graph
from tools.engines.ffmpeg.graph.write import WriteGraph, write_graph
from tools.engines.media.confined import in_worker


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


def unwritten(handles: Iterable[str], store: ArtifactStore) -> list[Artifact]:
    """Those of these that are videos which have not been written as they leave the studio."""
    found = []
    for handle in dict.fromkeys(handles):
        if is_handle(handle, "video"):
            with contextlib.suppress(ToolError):  # the tool that is given it tells of it
                artifact = store.get(handle)
                found += [artifact] if artifact.graph and not artifact.written else []
    return found


async def draft(
    artifact: Artifact, store: ArtifactStore, engine: Engine, progress: Progress
) -> None:
    """Have the FFmpeg engine write a draft of such a video, unless there is a file that stands for
    its own."""
    assert artifact.graph is not None
    if artifact.graph.copied or (artifact.draft and store.is_whole(artifact.draft)):
        return
    with tempfile.TemporaryDirectory(prefix="studio-writing-") as folder:
        out = Path(folder) / "video.mp4"
        await engine.run(WriteGraph(graph=graph_of(artifact, store), out=out), progress)
        store.add_draft(artifact.handle, out)


async def write(
    artifact: Artifact, store: ArtifactStore, engine: Engine, progress: Progress
) -> None:
    """Have the FFmpeg engine write such a video as it leaves the studio."""
    with tempfile.TemporaryDirectory(prefix="studio-writing-") as folder:
        out = Path(folder) / "video.mp4"
        await engine.run(WriteGraph(graph=graph_of(artifact, store), out=out, final=True), progress)
        store.write(artifact.handle, out)


def write_at_need(store: ArtifactStore) -> None:
    """Let the store itself write such a video wherever its file is asked for."""

    def written(artifact: Artifact, out: Path) -> None:
        wanted = WriteGraph(graph=graph_of(artifact, store), out=out)
        in_worker(write_graph, wanted, progress=lambda *_: None)

    store.writer = written
