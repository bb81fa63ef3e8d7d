"""What restyle_image and restyle_video share: a picture's own outlines steer its painting."""

from pathlib import Path
from typing import Annotated, Any

import PIL.Image
from pydantic import Field

from studio.media.opener import over_grey
from studio.weights.storage import pull_command, warehouse
from tools.context import ToolContext
from tools.diffusion.diffusing import own_copy, steered_throughout
from tools.engines.diffusion.weights import CONTROLS
from tools.engines.media.pixels import pixels_of
from tools.engines.vision.requests import DrawEdges

Anew = Annotated[float, Field(ge=0.05, le=1)]
Outlines = Annotated[float, Field(ge=0, le=2)]
_KIND = "edge"


def laid_on_grey(ctx: ToolContext, handle: str) -> tuple[Path, PIL.Image.Image | None]:
    """A copy of a picture for the engine, with what shines through it mid-grey, and where it is
    opaque; None where it is so everywhere."""
    path = own_copy(ctx, handle)
    picture = PIL.Image.fromarray(pixels_of(ctx.path(handle), "RGBA"))
    opaque = picture.getchannel("A")
    if opaque.getextrema()[0] == 255:
        return path, None
    over_grey(picture).save(path)
    return path, opaque


def unsteered(ctx: ToolContext, outlines: float) -> list[str]:
    """What is to be told where the outlines should steer and their ControlNet is not here."""
    if not outlines or not warehouse(ctx.settings).missing(CONTROLS[_KIND]):
        return []
    return [
        f"The outlines do not steer, for {CONTROLS[_KIND]} is not here: "
        f"{pull_command(CONTROLS[_KIND])}."
    ]


async def steering(ctx: ToolContext, picture: Path, outlines: float) -> list[dict[str, Any]]:
    """The controls of a Paint by which the outlines of a picture steer, as strongly as `outlines`
    says; none where they shall not, or their ControlNet is not here."""
    house = warehouse(ctx.settings)
    if not outlines or house.missing(CONTROLS[_KIND]):
        return []
    edges = ctx.folder / f"edges_{picture.stem}.png"
    await ctx.other("vision").run(DrawEdges(path=picture, out=edges))
    return [steered_throughout(_KIND, house.folder_of(CONTROLS[_KIND]), edges, outlines)]
