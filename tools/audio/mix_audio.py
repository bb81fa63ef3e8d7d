"""mix_audio: sounds on one time line."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Audio, Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.ffmpeg.requests import MixTracks
from tools.engines.media.probe import probe


class Track(TypedDict):
    """One sound in a mix; of a video, its own. `start` in seconds; `gain_db` 0 leaves it as loud as
    it is; `duck` lowers it while the tracks without `duck` sound."""

    audio: Heard
    start: NotRequired[Annotated[float, Field(ge=0, le=3600)]]
    gain_db: NotRequired[Annotated[float, Field(ge=-60, le=24)]]
    duck: NotRequired[bool]


class Mix(TypedDict):
    audio: Audio
    duration: float


@tool("audio", engines=("ffmpeg",), unwritten=True)
async def mix_audio(
    ctx: ToolContext,
    tracks: Annotated[list[Track], Field(min_length=1, max_length=32)],
    duration: Annotated[float, Field(gt=0, le=3600)] | None = None,
    loudness: Annotated[float, Field(ge=-40, le=-9)] = -16.0,
) -> Mix:
    """Mix sounds into one, at the right times and at a set loudness.

    A track is {"audio": handle, "start": seconds, "gain_db": 0.0, "duck": False}; the handle of a
    video stands for its own sound, so that music can be laid under a scene. Give speech "duck":
    False and music "duck": True with "gain_db" of about -8: the music then makes room while
    somebody speaks. `duration` in seconds; None: until the last track ends. A track that is longer
    is cut with a short fade. `loudness` in LUFS (EBU R 128); -16 suits the web. The true peak stays
    under -1 dBTP. The result is 48 kHz stereo.

        mix = await mix_audio(tracks=[
            {"audio": line["audio"], "start": 0.3, "gain_db": 0.0, "duck": False},
            {"audio": music["audio"], "start": 0.0, "gain_db": -8.0, "duck": True},
        ], duration=5.0)
    """
    out = ctx.folder / "mix.wav"
    made = await ctx.engine.run(
        MixTracks(
            tracks=[
                {
                    "path": ctx.footage(track["audio"]),
                    "start": track.get("start", 0.0),
                    "gain_db": track.get("gain_db", 0.0),
                    "duck": track.get("duck", False),
                }
                for track in tracks
            ],
            duration=duration,
            loudness=loudness,
            out=out,
        )
    )
    notes = {"lufs": made["lufs"], "peak_db": made["peak_db"]}
    audio = ctx.keep(
        out, "audio", probe(out), notes=notes, inputs=[track["audio"] for track in tracks]
    )
    return {"audio": Audio(audio), "duration": made["duration"]}
