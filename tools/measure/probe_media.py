"""probe_media: what a media artifact holds."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.media.probe import identify

Media = Annotated[str, Field(pattern=r"^(image|mask|audio|video):[0-9a-f]{16}$")]


class Facts(TypedDict):
    kind: str
    width: int | None
    height: int | None
    duration: float | None
    fps: float | None
    sample_rate: int | None
    channels: int | None
    codec: str | None
    has_audio: bool | None
    rotation: int | None
    pixel_aspect: str | None
    notes: list[str]
    bytes: int


@tool("measure")
async def probe_media(ctx: ToolContext, media: Media) -> Facts:
    """Facts of a picture, sound or video: size in pixels, length in seconds, rates, codec.

    The size is that which is shown; `rotation` (degrees clockwise) and `pixel_aspect` tell how the
    file has it, `notes` what was lost or chosen in reading it. What does not apply is None: a
    picture has no duration, a sound no width.
    """
    kind, facts = identify(ctx.path(media))
    return {"kind": kind, **facts.model_dump(exclude={"frames"})}
