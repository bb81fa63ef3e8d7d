"""duck: music that makes room for a voice."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import EngineMissing
from studio.nouns.artifact import Audio, Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.hearing.requests import FindSpeech
from tools.engines.media.probe import probe
from tools.engines.sound.requests import DuckSound


class DuckedMusic(TypedDict):
    audio: Audio
    duration: float
    spans: list[list[float]]


@tool("audio", engines=("sound",), uses=("hearing",))
async def duck(
    ctx: ToolContext,
    music: Heard,
    voice: Heard,
    start: Annotated[float, Field(ge=0, le=3600)] = 0.0,
    by: Annotated[float, Field(gt=0, le=40)] = 12.0,
    attack: Annotated[float, Field(ge=0.01, le=2)] = 0.15,
    release: Annotated[float, Field(ge=0.01, le=5)] = 0.5,
) -> DuckedMusic:
    """Lower music by so many dB wherever a voice speaks; the result is the music alone.

    `start`: the second of the music at which the voice begins. It goes down in `attack` seconds, so
    that it is down by `by` dB at the first word, and comes back in `release` seconds. `spans`:
    [start, end] in seconds of where that was. mix_audio() with "duck" does it by the loudness of
    all that is in front; this one by what is spoken, also in a room with noise.

        bed = await duck(music["audio"], line["audio"], start=0.5, by=10)
        mix = await mix_audio(tracks=[
            {"audio": line["audio"], "start": 0.5}, {"audio": bed["audio"]},
        ])
    """
    out = ctx.folder / "ducked.wav"
    try:
        spoken = (await ctx.other("hearing").run(FindSpeech(path=ctx.path(voice))))["segments"]
    except EngineMissing as missing:
        ctx.fell_back("The music goes down wherever the voice's file sounds", missing)
        spoken = []
    made = await ctx.engine.run(
        DuckSound(
            path=ctx.path(music),
            spans=[(part["start"] + start, part["end"] + start) for part in spoken],
            voice=ctx.path(voice),
            start=start,
            by=by,
            attack=attack,
            release=release,
            out=out,
        )
    )
    audio = ctx.keep(out, "audio", probe(out), inputs=[music, voice])
    return {"audio": Audio(audio), "duration": made["duration"], "spans": made["spans"]}
