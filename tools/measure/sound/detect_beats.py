"""detect_beats: the tempo and the beats of music."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.beats import DetectBeats


class MusicBeats(TypedDict):
    tempo: float | None
    beats: list[float]
    certainty: float


@tool("measure", engines=("listening",))
async def detect_beats(ctx: ToolContext, media: Heard) -> MusicBeats:
    """Find the tempo and the beats of music, or of a video's sound.

    `tempo` in beats a minute, from 45 to 220, and `beats` in seconds. `certainty` 0 to 1: how
    regularly it comes back; None and no beats for what has none, as speech or noise.

        beats = (await detect_beats(music["audio"]))["beats"]
    """
    found = await ctx.engine.run(DetectBeats(path=ctx.path(media)))
    return {"tempo": found["tempo"], "beats": found["beats"], "certainty": found["certainty"]}
