"""set_volume: a video that is louder or softer."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Seconds, link, told
from tools.engines.ffmpeg.edit.sound.requests import SetVolume


class Levelled(TypedDict):
    """True peaks in dBTP; `limited`: whether they had to be held."""

    video: Video
    duration: float
    before_peak_db: float
    peak_db: float
    limited: bool


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def set_volume(
    ctx: ToolContext,
    video: Scene,
    gain_db: Annotated[float, Field(ge=-60, le=40)],
    start: Seconds = 0.0,
    end: Seconds | None = None,
) -> Levelled:
    """Make the sound of a video louder or softer by so many dB, from `start` to `end` in seconds.

    6 is twice as strong a wave, -6 half. It never clips: where it would, a limiter holds its peaks
    under -1 dBTP (`limited`), so that more than some 10 dB over it are not heard as such. The
    picture stays as it is. mix_audio() brings a sound to a loudness.

        soft = await set_volume(scene, gain_db=-12, start=3.0)
    """
    about = {"gain_db": gain_db, "start": start, "end": end}
    set_, made = await link(
        ctx,
        video,
        lambda source, out: SetVolume(video=source, out=out, **about),
        copied=not ctx.is_unwritten(video),
    )
    return {"video": set_, **told(made, "duration", "before_peak_db", "peak_db", "limited")}
