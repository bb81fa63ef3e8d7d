"""fade: a video that comes out of black or white, and goes into it."""

from typing import Annotated, Literal

from pydantic import Field

from tools.context import ToolContext
from tools.declaration import tool
from tools.edit.editing import Edited, Scene, link, told
from tools.engines.ffmpeg.edit.picture.requests import Fade

FadeSeconds = Annotated[float, Field(ge=0, le=60)]


@tool("edit", engines=("ffmpeg",), unwritten=True)
async def fade(
    ctx: ToolContext,
    video: Scene,
    fade_in: FadeSeconds = 0.0,
    fade_out: FadeSeconds = 1.0,
    colour: Literal["black", "white"] = "black",
    sound: bool = True,
) -> Edited:
    """Fade a video in from black or white at its beginning, and out into it at its end.

    `fade_in` and `fade_out` are seconds, 0 for none; with `sound` it fades too. Nothing becomes
    longer: the very first and the very last frame are the colour alone.

        ending = await fade(scene, fade_out=1.5)
    """
    about = {"fade_in": fade_in, "fade_out": fade_out, "colour": colour, "sound": sound}
    faded, made = await link(ctx, video, lambda source, out: Fade(video=source, out=out, **about))
    return {"video": faded, **told(made, "duration")}
