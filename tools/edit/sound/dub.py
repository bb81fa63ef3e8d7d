"""dub: another voice or sound over a video's own."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Heard, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, link, told
from tools.engines.ffmpeg.edit.sound.requests import Dub


class SpeechPart(TypedDict):
    """From when to when somebody speaks, in seconds of the video."""

    start: Seconds
    end: Seconds


class Dubbed(TypedDict):
    """`start` and `end` of the new sound; `cut`: seconds of it that the video was too short for."""

    video: Video
    duration: float
    start: float
    end: float
    cut: float


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def dub(
    ctx: ToolContext,
    video: Scene,
    audio: Heard,
    start: Seconds = 0.0,
    speech: Annotated[list[SpeechPart], Field(max_length=200)] = [],  # noqa: B006
    gain_db: Annotated[float, Field(ge=-60, le=24)] = 0.0,
    duck_db: Annotated[float, Field(ge=0, le=60)] = 12.0,
) -> Dubbed:
    """Lay another voice or sound over a video in place of its speech; the rest of it is ducked.

    `audio` begins at `start` seconds, `gain_db` louder. While it sounds, the video's own sound is
    `duck_db` lower; in the parts of `speech`, as the lines of transcribe() have them, it is silent.
    The peaks stay under -1 dBTP, the picture is as it was. lip_sync_video() moves the lips too.

        said = await transcribe(scene)
        line = await speak("Luca", "Silenzio, Bruno!")
        new = await dub(scene, line["audio"], start=1.0, speech=[{"start": 0.9, "end": 2.4}])
    """
    about = {"start": start, "speech": speech, "gain_db": gain_db, "duck_db": duck_db}
    dubbed, made = await link(
        ctx,
        video,
        lambda source, out: Dub(video=source, out=out, sound=ctx.footage(audio), **about),
        also=[audio],
        copied=not ctx.is_unwritten(video),
    )
    return {"video": dubbed, **told(made, "duration", "start", "end", "cut")}
