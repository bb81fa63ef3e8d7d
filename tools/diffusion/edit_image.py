"""edit_image: a picture painted anew, in part or beyond its edges."""

from typing import Annotated, NotRequired

import numpy as np
import PIL.Image
from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Image
from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import (
    Controls,
    GeneratedImage,
    Guidance,
    Loras,
    Prompt,
    References,
    Steps,
    Unwanted,
    check_steps,
    own_copy,
    paintable_size,
    painted,
)
from tools.engines.diffusion.requests import Sampler
from tools.engines.media.pixels import pixels_of

_OVERLAP = 16  # pixels beside what is added that are painted anew too: no seam shows
Margin = NotRequired[Annotated[int, Field(ge=0, le=1024)]]


class Margins(TypedDict):
    """Pixels that are added at each side."""

    left: Margin
    right: Margin
    top: Margin
    bottom: Margin


@tool("diffusion", engines=("diffusion",))
async def edit_image(
    ctx: ToolContext,
    image: Image,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    strength: Annotated[float, Field(ge=0.05, le=1)] = 0.6,
    mask: Image | None = None,
    margins: Margins | None = None,
    steps: Steps = 30,
    guidance: Guidance = 7.5,
    sampler: Sampler = "dpm++_2m_karras",
    loras: Loras = [],  # noqa: B006
    controls: Controls = [],  # noqa: B006
    references: References = [],  # noqa: B006
    seed: Seed = 0,
) -> GeneratedImage:
    """Paint a picture anew with SDXL: all of it, where a mask is white, or beyond its edges.

    `strength` says how much is painted anew: 0.3 keeps shapes and colours, 0.8 little of them. With
    a `mask` (such as a pass of render_character) what is black stays as it is, pixel for pixel.
    `margins` add so many pixels at each side and paint them; then there is no mask. The picture is
    as large as before (to multiples of 8), at most 2048 a side.

        scene = await render_character([{"character": "Luca"}], passes=["mask"])
        edited = await edit_image(scene["image"], "a boy in a raincoat, 3D animation",
                                  mask=scene["passes"]["mask"], strength=0.7)
        wider = await edit_image(scene["image"], "a harbour", margins={"left": 256, "right": 256},
                                 strength=1.0)
    """
    check_steps(steps, strength)
    if mask and margins:
        raise ToolError(
            "edit_image() was given a mask and margins.", "Add the margins first, then use a mask."
        )
    start, where = own_copy(ctx, image), own_copy(ctx, mask) if mask else None
    if margins is not None:
        wide, added = widened(PIL.Image.fromarray(pixels_of(start, "RGB")), margins)
        start, where = ctx.folder / "wide.png", ctx.folder / "mask.png"
        wide.save(start)
        added.save(where)
    width, height = paintable_size(start)
    return await painted(
        ctx,
        loras,
        controls,
        inputs=[image, *([mask] if mask else [])],
        references=references,
        prompt=prompt,
        negative_prompt=negative_prompt,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        sampler=sampler,
        seed=seed,
        image=str(start),
        mask=str(where or ""),
        strength=strength,
    )


def widened(picture: PIL.Image.Image, margins: Margins) -> tuple[PIL.Image.Image, PIL.Image.Image]:
    """A picture in RGB with its edges drawn out over the margins, and the mask of what is to be
    painted: the margins, and a little of the picture beside each. ToolError where all are 0."""
    left, right, top, bottom = (margins.get(side, 0) for side in ("left", "right", "top", "bottom"))
    width, height = picture.size
    size = (width + left + right, height + top + bottom)
    if size == (width, height):
        raise ToolError("all margins are 0.", "Say how many pixels are added, and where.")
    beside = ((top, bottom), (left, right), (0, 0))
    wide = PIL.Image.fromarray(np.pad(np.asarray(picture), beside, mode="edge"))
    mask = PIL.Image.new("L", size, 255)
    inner = (
        left + (_OVERLAP if left else 0),
        top + (_OVERLAP if top else 0),
        left + width - (_OVERLAP if right else 0),
        top + height - (_OVERLAP if bottom else 0),
    )
    if inner[0] < inner[2] and inner[1] < inner[3]:
        mask.paste(0, inner)
    return wide, mask
