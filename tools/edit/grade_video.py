"""grade_video: the colours of a video."""

from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from studio.nouns.vocabulary import Look
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Share, edit
from tools.engines.ffmpeg.requests import Grade


class ColourFacts(TypedDict):
    """Means of the picture, 0 to 1: luminance, saturation, and the share of it at full white or
    full colour (`clipped`)."""

    luminance: float
    saturation: float
    clipped: float


class Graded(TypedDict):
    video: Video
    duration: float
    before: ColourFacts
    after: ColourFacts


@tool("edit", engines=("ffmpeg",))
async def grade_video(ctx: ToolContext, video: Scene, look: Look, strength: Share = 1.0) -> Graded:
    """Give a video another look; the sound stays.

    "warm", "cold", "black_and_white", "film_noir" (hard contrast, dark corners, grain), "vintage"
    (faded, yellowed, grain), "vivid" (stronger colours), "dream" (soft, light, glowing). `strength`
    from 0 (none) to 1. `before` and `after` are measured.

        dark = await grade_video(scene, look="film_noir", strength=0.8)
    """
    graded, made = await edit(
        ctx, video, lambda source, out: Grade(video=source, out=out, look=look, strength=strength)
    )
    return {
        "video": graded,
        "duration": made["duration"],
        "before": made["before"],
        "after": made["after"],
    }
