"""add_title: a title over a video."""

from typing import Annotated

from pydantic import Field

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, Seconds, edit, told
from tools.engines.ffmpeg.edit.words.requests import Entrance, LayWords, TitleStyle


@tool("edit", engines=("ffmpeg",))
async def add_title(
    ctx: ToolContext,
    video: Scene,
    text: Annotated[str, Field(min_length=1, max_length=200)],
    style: TitleStyle = "headline",
    entrance: Entrance = "fade",
    start: Seconds = 0.0,
    seconds: Annotated[float, Field(gt=0, le=600)] = 3.0,
) -> Edited:
    """Write a title over a video, which comes and goes in motion; it adds no time.

    The first line of `text` is large, a second one small. `style`: "headline" (large, with a
    shadow), "lower_third" (at the lower left, with a bar), "poster" (on a block of colour), "comic"
    (thick outline, turned). `entrance`: "fade", "slide" in from the left, "pop" up, "reveal"
    from the left on, or "none".

        titled = await add_title(scene, "Silenzio, Bruno!", style="comic", entrance="pop")
    """
    words = {"text": text, "style": style, "at": "", "entrance": entrance}
    timed = words | {"start": start, "end": start + seconds}
    titled, made = await edit(
        ctx, video, lambda source, out: LayWords(video=source, out=out, texts=[timed])
    )
    return {"video": titled, **told(made, "duration")}
