"""What the tools that edit a video share: their parameters' ranges, and one call of the engine."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import BoundEngine, ToolContext
from tools.engines.ffmpeg.graph.graph import Graph, Source
from tools.engines.ffmpeg.graph.write import WriteGraph
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.media.probe import probe
from tools.engines.request import Request

# A plain string to the checker: the handle of footage that came with the brief is one.
Scene = Annotated[str, Field(pattern=r"^video:[0-9a-f]{16}$")]
Seconds = Annotated[float, Field(ge=0, le=7200)]
Share = Annotated[float, Field(ge=0, le=1)]
Zoom = Annotated[float, Field(ge=1, le=8)]


class Edited(TypedDict):
    video: Video
    duration: float


class Stretch(TypedDict):
    """`start` and `end`: of the part, in seconds of the old video."""

    video: Video
    duration: float
    start: float
    end: float


Done = TypeVar("Done", bound=MadeVideo)


async def edit(
    ctx: ToolContext,
    video: str,
    change: Callable[[Path, Path], Request[Done]],
    also: Sequence[str] = (),
    by: BoundEngine | None = None,
) -> tuple[Video, Done]:
    """Have the engine, or the one that it is done `by`, make a new video of `video`, and of what is
    `also` in it: its handle, and what the engine says of it. `change` is given the paths of the old
    and of the new one."""
    out = ctx.folder / "edited.mp4"
    made = await (by or ctx.engine).run(change(ctx.path(video), out))
    about = {"inputs": [video, *also], "notes": _notes(made)}
    return Video(ctx.keep_master(out, probe(out), **about)), made


async def link(
    ctx: ToolContext,
    video: str,
    change: Callable[[Source, Path | None], Request[Done]],
    also: Sequence[str] = (),
    *,
    now: bool = False,
    copied: bool = False,
) -> tuple[Video, Done]:
    """As edit(), for what is a graph and quickly done: the new video is written when its pixels
    are needed, and an edit that follows goes on from its graph. `now`: it is written at once;
    `copied`: and the picture is the old one's, packet by packet."""
    out = ctx.folder / "edited.mp4"
    made = await ctx.engine.run(change(ctx.footage(video), out if now or copied else None))
    about = {"inputs": [video, *also], "notes": _notes(made)}
    graph = Graph.read(made["graph"]) if "graph" in made else None
    if copied:
        return Video(ctx.keep(out, "video", probe(out), **about)), made
    if graph is not None and not graph.is_large:
        return Video(ctx.keep_unwritten(graph, graph.facts(), **about)), made
    if graph is not None:
        await ctx.engine.run(WriteGraph(graph=graph, out=out))
    return Video(ctx.keep_master(out, probe(out), **about)), made


def _notes(made: MadeVideo) -> dict[str, Any]:
    return {key: value for key, value in made.items() if key not in ("path", "graph")}


def told(made: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """What a tool tells of what the engine said."""
    return {name: made[name] for name in names}
