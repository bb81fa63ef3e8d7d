"""burn_subtitles: lines with times, written into a video's picture."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Table, Video
from studio.nouns.vocabulary import CaptionPlace
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, edit, told
from tools.edit.words.lines import TimedLine, lines_of, read_srt
from tools.engines.ffmpeg.edit.words.requests import LayWords


class Subtitled(TypedDict):
    """`shown`: how many lines begin within the video."""

    video: Video
    duration: float
    shown: int


@tool("edit", engines=("ffmpeg",))
async def burn_subtitles(
    ctx: ToolContext,
    video: Scene,
    lines: Annotated[list[TimedLine], Field(max_length=2000)] | None = None,
    subtitles: Table | None = None,
    srt: Annotated[str, Field(max_length=1_000_000)] = "",
    at: CaptionPlace = "bottom",
) -> Subtitled:
    """Write subtitles into the picture of a video, each from its start to its end.

    They are given in one of three ways: `lines` of {"text", "start", "end"}, as transcribe() finds
    them; `subtitles` that subtitle() made; or `srt`, the text of an .srt file. Lines that begin
    after the video's end are not shown.

        said = await transcribe(scene)
        readable = await burn_subtitles(scene, lines=said["lines"])
    """
    if (lines is not None) + (subtitles is not None) + bool(srt) != 1:
        raise ToolError(
            "burn_subtitles() is given none, or several, of `lines`, `subtitles` and `srt`.",
            "Pass one of them.",
        )
    found = (
        read_srt(srt) if srt else lines_of(ctx.table(subtitles), subtitles) if subtitles else lines
    )
    texts = [
        {key: one[key] for key in ("text", "start", "end")}
        | {"style": "subtitle", "at": at, "entrance": "none"}
        for one in found or []
    ]
    burnt, made = await edit(
        ctx,
        video,
        lambda source, out: LayWords(video=source, out=out, texts=texts),
        also=[subtitles] if subtitles else [],
    )
    return {"video": burnt, **told(made, "duration", "shown")}
