"""hit_on_beat: times that are moved to the beats of music."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Heard
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.audio_analysis.beats import DetectBeats, nearest_beats

Seconds = Annotated[float, Field(ge=0, le=7200)]


class OnBeat(TypedDict):
    times: list[float]
    moved: list[float | None]
    tempo: float | None


@tool("audio", engines=("listening",))
async def hit_on_beat(
    ctx: ToolContext,
    times: Annotated[list[Seconds], Field(min_length=1, max_length=1000)],
    music: Heard,
    window: Annotated[float, Field(gt=0, le=2)] = 0.25,
) -> OnBeat:
    """Move the times of cuts or effects to the nearest beats of music.

    A time is moved by `window` seconds at most, and no two to one beat; the others stay. `times`
    come back in their order; `moved` says by how many seconds each was, None for one that stayed.
    `tempo` in beats a minute, None for music without a beat.

        cuts = (await hit_on_beat([2.1, 4.3, 6.0], music["audio"]))["times"]
        clip = await trim_video(scene, start=0, end=cuts[0])
    """
    heard = await ctx.engine.run(DetectBeats(path=ctx.path(music)))
    on = nearest_beats(times, heard["beats"], window)
    return {
        "times": [time if beat is None else beat for time, beat in zip(times, on, strict=True)],
        "moved": [
            None if beat is None else round(beat - time, 4)
            for time, beat in zip(times, on, strict=True)
        ],
        "tempo": heard["tempo"],
    }
