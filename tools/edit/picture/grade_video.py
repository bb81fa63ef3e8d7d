"""grade_video: the colours of a video."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Video
from studio.nouns.vocabulary import Look
from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Scene, Share, edit, told
from tools.engines.ffmpeg.requests import Grade

Way = Annotated[float, Field(ge=-1, le=1)]


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
async def grade_video(
    ctx: ToolContext,
    video: Scene,
    look: Look | None = None,
    strength: Share = 1.0,
    brightness: Way = 0.0,
    contrast: Way = 0.0,
    saturation: Annotated[float, Field(ge=0, le=3)] = 1.0,
    temperature: Way = 0.0,
    lut: Annotated[str, Field(max_length=40_000_000)] = "",
) -> Graded:
    """Give a video another look, or other colours; the sound stays.

    "warm", "cold", "black_and_white", "film_noir" (hard contrast, dark corners, grain), "vintage"
    (faded, yellowed, grain), "vivid" (stronger colours), "dream" (soft, light, glowing). `strength`
    from 0 (none) to 1. Before it come `brightness`, `contrast` and `temperature` (over 0 warmer),
    each -1 to 1 and 0 as it is, `saturation` (0 grey, 1 as it is) and `lut`, the text of a .cube
    file. Black and white are never clipped by them. `before` and `after` are measured.

        dark = await grade_video(scene, look="film_noir", strength=0.8)
        warmer = await grade_video(scene, brightness=0.2, temperature=0.4)
    """
    about = {
        "look": look,
        "strength": strength,
        "brightness": brightness,
        "contrast": contrast,
        "saturation": saturation,
        "temperature": temperature,
        "lut": lut,
    }
    graded, made = await edit(ctx, video, lambda source, out: Grade(video=source, out=out, **about))
    return {"video": graded, **told(made, "duration", "before", "after")}
