"""compose_video: clips, stills, sound, title and subtitles to a finished film."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, Table, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import ComposeClips
from tools.engines.media.probe import probe

Pixels = Annotated[int, Field(ge=16, le=8192)]
Clip = Annotated[str, Field(pattern=r"^(video|image|mask):[0-9a-f]{16}$")]


class Composition(TypedDict):
    video: Video
    duration: float


@tool("video", engines=("ffmpeg",), unwritten=True)
async def compose_video(
    ctx: ToolContext,
    clips: Annotated[list[Clip], Field(min_length=1, max_length=200)],
    audio: Audio | None = None,
    title: Annotated[str, Field(max_length=200)] = "",
    subtitles: Table | None = None,
    still_duration: Annotated[float, Field(ge=0.05, le=600)] = 3.0,
    width: Pixels | None = None,
    height: Pixels | None = None,
    fps: Annotated[int, Field(ge=1, le=120)] = 24,
    crossfade: Annotated[float, Field(ge=0, le=10)] = 0.0,
    fade: Annotated[float, Field(ge=0, le=10)] = 0.0,
) -> Composition:
    """Compose videos and pictures, in their order, into one MP4 (H.264 and AAC).

    `clips` are video or image handles; an image is shown for `still_duration` seconds. (Annotate a
    list that you make beforehand: `clips: list[str] = [...]`.) The film has the first clip's size
    unless `width` and `height` say otherwise; clips of another shape are fitted without distortion.
    `audio` is cut or padded to the picture's length; without it the clips keep their own sound.
    `title` stands over the beginning (a second line of it is set smaller) and is the file's title;
    it adds no time. `subtitles` from subtitle() are drawn into the picture. `crossfade`: seconds of
    overlap from clip to clip, which shorten the film. `fade`: seconds from black at the beginning
    and to black at the end.

        film = await compose_video([take["video"]], audio=mix["audio"], title="Luca", fade=0.3)
    """
    lines = []
    if subtitles is not None:
        table = ctx.table(subtitles)
        if not isinstance(table, dict) or "lines" not in table:
            raise ToolError(
                f"{subtitles} holds no subtitles.", 'Pass the "subtitles" that subtitle() returned.'
            )
        lines = table["lines"]
    out = ctx.folder / "film.mp4"
    made = await ctx.engine.run(
        ComposeClips(
            clips=[ctx.footage(clip) for clip in clips],
            audio=ctx.path(audio) if audio else None,
            title=title,
            subtitles=lines,
            still_duration=still_duration,
            width=width,
            height=height,
            fps=fps,
            crossfade=crossfade,
            fade=fade,
            out=out,
        )
    )
    inputs = [handle for handle in (*clips, audio, subtitles) if handle]
    video = ctx.keep(
        out, "video", probe(out), inputs=inputs, notes={"title": title, "frames": made["frames"]}
    )
    return {"video": Video(video), "duration": made["duration"]}
