"""add_caption: a line of text over a part of a video."""

from typing import Annotated

from pydantic import Field

from studio.nouns.vocabulary import CaptionPlace
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, Seconds, edit, told
from tools.edit.words.lines import LONGEST
from tools.engines.ffmpeg.edit.words.requests import Entrance, LayWords


@tool("edit", engines=("ffmpeg",))
async def add_caption(
    ctx: ToolContext,
    video: Scene,
    text: Annotated[str, Field(min_length=1, max_length=LONGEST)],
    start: Seconds = 0.0,
    end: Seconds | None = None,
    at: CaptionPlace = "bottom",
    entrance: Entrance = "none",
) -> Edited:
    """Write a line of text into a video from `start` to `end`, at its top, middle or bottom.

    `end` None: until the video ends. Call it again for another line; burn_subtitles() takes many.

        meanwhile = await add_caption(scene, "Meanwhile …", start=1.0, end=3.0, at="top")
    """
    words = {"text": text, "style": "subtitle", "at": at, "entrance": entrance}
    timed = words | {"start": start, "end": end}
    captioned, made = await edit(
        ctx, video, lambda source, out: LayWords(video=source, out=out, texts=[timed])
    )
    return {"video": captioned, **told(made, "duration")}
