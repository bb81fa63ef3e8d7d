"""What the tools that edit a video share: their parameters' ranges, and one call of the engine."""

from typing import Annotated, Any

from pydantic import Field

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.engines.media.probe import probe

# A plain string to the checker: the handle of footage that came with the brief is one.
Scene = Annotated[str, Field(pattern=r"^video:[0-9a-f]{16}$")]
Seconds = Annotated[float, Field(ge=0, le=7200)]
Share = Annotated[float, Field(ge=0, le=1)]
Zoom = Annotated[float, Field(ge=1, le=8)]


async def edit(
    ctx: ToolContext, method: str, video: str, **params: Any
) -> tuple[Video, dict[str, Any]]:
    """Have the engine make a new video of `video`: its handle, and what the engine says of it."""
    out = ctx.folder / f"{method}.mp4"
    made = await ctx.engine(method, {"video": str(ctx.path(video)), "out": str(out), **params})
    notes = {key: value for key, value in made.items() if key != "path"}
    return Video(ctx.keep(out, "video", probe(out), inputs=[video], notes=notes)), made
