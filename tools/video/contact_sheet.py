"""contact_sheet: frames of a video side by side."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import MakeContactSheet
from tools.engines.media.probe import probe


class ContactSheet(TypedDict):
    image: Image
    times: list[float]


@tool("video", engines=("ffmpeg",))
async def contact_sheet(
    ctx: ToolContext,
    video: Video,
    frames: Annotated[int, Field(ge=1, le=16)] = 4,
    width: Annotated[int, Field(ge=32, le=2048)] = 320,
) -> ContactSheet:
    """Put frames of a video on one picture, four to a row, to see it at a glance.

    The frames are the middles of as many equal parts; `times` are theirs, in seconds. `width` is
    that of one frame in pixels. A video with fewer frames shows those that it has.

        sheet = await contact_sheet(film["video"], frames=8)
    """
    out = ctx.folder / "sheet.png"
    made = await ctx.engine.run(
        MakeContactSheet(video=ctx.path(video), frames=frames, width=width, out=out)
    )
    image = ctx.keep(out, "image", probe(out), inputs=[video], notes={"times": made["times"]})
    return {"image": Image(image), "times": made["times"]}
