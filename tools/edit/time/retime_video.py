"""retime_video: slow motion, fast motion, speed ramps."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, edit, link
from tools.edit.time.moved import moved
from tools.engines.ffmpeg.edit.pace import makes_frames
from tools.engines.ffmpeg.requests import Retime, StretchSound
from tools.engines.media.probe import probe
from tools.engines.opencv.requests import SlowMotion


class SpeedPart(TypedDict):
    """A part of the video, in seconds of it, and its speed: 0.25 is four times as slow."""

    start: Seconds
    end: Seconds
    speed: Annotated[float, Field(ge=0.05, le=20)]


class RetimedPart(TypedDict):
    """Where a part lay (`source_start`, `source_end`) and lies now (`start`, `end`), in seconds."""

    source_start: float
    source_end: float
    speed: float
    start: float
    end: float


class Retimed(TypedDict):
    video: Video
    duration: float
    parts: list[RetimedPart]


@tool("edit", engines=("ffmpeg",), uses=("opencv",), unwritten=True)
async def retime_video(
    ctx: ToolContext,
    video: Scene,
    speeds: Annotated[list[SpeedPart], Field(min_length=1, max_length=20)],
    ease: Annotated[float, Field(ge=0, le=5)] = 0.0,
    smooth: bool = True,
    sound: Literal["stretch", "mute"] = "stretch",
) -> Retimed:
    """Play parts of a video slower or faster; the rest keeps its speed.

    `ease`: seconds of footage over which a part's speed is reached and left again, inside the part
    (a speed ramp); 0 changes it at once. `smooth` slow parts get new frames with everything that
    moves on its way between the old ones, and what cannot be followed, as over a cut, held (half a
    second of work for each in 720p); else each frame is held longer, which looks stepped. Fast
    parts leave frames out. Of a video of more than 60 frames a second the new one has 60 to 24, and
    slow parts show what is there first: of 240 a second, nothing is made down to a tenth.
    `sound` "stretch" keeps the pitch of voices, "mute" leaves all sound out. `parts` say where
    each of `speeds` lies in the new video, to which effects and subtitles can be fitted.

        slow = await retime_video(scene, [{"start": 1.0, "end": 1.8, "speed": 0.25}], ease=0.2)
    """
    has_sound = sound == "stretch" and bool(ctx.artifact(video).facts.has_audio)
    beside = await moved(ctx, video) if has_sound else []
    if smooth and makes_frames(ctx.artifact(video).facts.fps or 0.0, speeds):
        retimed, made = await edit(
            ctx,
            video,
            lambda source, out: SlowMotion(
                video=source, out=out, speeds=speeds, ease=ease, sound=sound, moved=beside
            ),
            by=ctx.other("opencv"),
        )
    else:
        heard = await _stretched(ctx, video, speeds, ease, beside) if has_sound else None
        retimed, made = await link(
            ctx,
            video,
            lambda source, out: Retime(
                video=source, out=out, speeds=speeds, ease=ease, heard=heard
            ),
        )
    return {"video": retimed, "duration": made["duration"], "parts": made["parts"]}


async def _stretched(
    ctx: ToolContext, video: str, speeds: list[SpeedPart], ease: float, beside: list[float]
) -> Path:
    """The file of the sound at these speeds."""
    out = ctx.folder / "stretched.flac"
    await ctx.engine.run(
        StretchSound(video=ctx.footage(video), speeds=speeds, ease=ease, out=out, moved=beside)
    )
    return ctx.path(ctx.keep(out, "audio", probe(out), inputs=[video]))
