"""lip_sync_video: a face of footage that speaks another line."""

import asyncio
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Audio, Table, Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, edit
from tools.engines.audio_analysis.decode import write_mono
from tools.engines.vision.lips.requests import LipSyncVideo
from tools.engines.voice.phonetics.visemes import viseme_curve

Pixels = Annotated[float, Field(ge=0, le=16384)]
_SLACK = 0.1  # seconds that a line may go on after the picture: its last breath


class SpeakingFace(TypedDict):
    video: Video
    duration: float
    share: float
    opened: float


@tool("edit", engines=("vision",))
async def lip_sync_video(
    ctx: ToolContext,
    video: Scene,
    audio: Audio,
    phonemes: Table,
    start: Seconds = 0.0,
    point: Annotated[list[Pixels], Field(min_length=2, max_length=2)] | None = None,
) -> SpeakingFace:
    """Let a face in a video, drawn or filmed, speak another line: its mouth is warped to it.

    `audio` and `phonemes` are of speak(), or a recording and what align_speech() made of it; the
    line begins at `start` seconds and is all that is heard then. Of several faces the largest
    speaks, or the one at `point` [x, y] in pixels. `share` of the line's frames show the face;
    `opened` is how far the lips part, in eye distances. What is seen between them comes from the
    frame in which the mouth is open farthest, else it is dark. Faces must be seen fairly large, not
    from the side, and without a hand before the mouth. check_sync() measures how it came out.

        line = await speak("Luca", "Silenzio, Bruno!")
        dubbed = await lip_sync_video(scene, line["audio"], line["phonemes"], start=0.4)
        sync = await check_sync(dubbed["video"])
    """
    said = ctx.table(phonemes)
    if not isinstance(said, dict) or "phonemes" not in said:
        raise ToolError(
            f"{phonemes} holds no phoneme times.",
            "Pass the `phonemes` that speak() or align_speech() returned.",
        )
    length = ctx.artifact(video).facts.duration
    end = start + said["duration"]
    if length is not None and end > length + _SLACK:
        raise ToolError(
            f"the line ends at {end:.1f} s, the video at {length:.1f} s.",
            "Begin it earlier, speak it faster, or make the video longer (freeze_frame).",
        )
    try:
        keys = viseme_curve(said["phonemes"], said["duration"])
    except ValueError as error:
        raise ToolError(f"{phonemes}: {error}.", "Speak the line with other words.") from error
    voice = ctx.folder / "voice.wav"
    await asyncio.to_thread(write_mono, ctx.path(audio), voice)
    about = {
        "visemes": [{**key, "t": key["t"] + start} for key in keys],
        "start": start,
        "end": end,
        "voice": voice,
        "point": point,
    }
    spoken, made = await edit(
        ctx, video, lambda source, out: LipSyncVideo(video=source, out=out, **about)
    )
    return {
        "video": spoken,
        "duration": made["duration"],
        "share": made["share"],
        "opened": made["opened"],
    }
