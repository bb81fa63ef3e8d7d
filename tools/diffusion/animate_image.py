"""animate_image: a still picture set in motion by a diffusion model."""

from typing import Annotated

from pydantic import Field

from studio.nouns.artifact import Image
from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import (
    GRID,
    Guidance,
    Prompt,
    Steps,
    Unwanted,
    own_copy,
    size_of_shape,
)
from tools.diffusion.moving import ClipControls, GeneratedClip, Length, Rate, moved
from tools.engines.media.probe import probe


@tool("diffusion", engines=("motion",), uses=("ffmpeg",))
async def animate_image(
    ctx: ToolContext,
    image: Image,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    length: Length = 2.0,
    fps: Rate = 8,
    strength: Annotated[float, Field(ge=0.1, le=1)] = 0.7,
    steps: Steps = 25,
    guidance: Guidance = 7.5,
    controls: ClipControls = [],  # noqa: B006
    seed: Seed = 0,
) -> GeneratedClip:
    """Set a still picture in motion with AnimateDiff: it is the first frame, and the rest follows.

    The prompt says what is seen and how it moves. `strength` says how much is painted anew after
    the first frame: 0.5 hardly moves, 0.8 moves freely and looks less like the picture. The clip
    has the picture's shape, is as large as the model was trained for, and is silent. Passes of a
    take may steer it, as in generate_clip().

        moving = await animate_image(still["image"], "waves roll in, 3D animation")
        moving["video"]
    """
    start = own_copy(ctx, image)
    facts = probe(start)
    shape = facts.width or 0, facts.height or 0
    width, height = size_of_shape(shape, ctx.settings.diffusion.clip_pixels, GRID)
    return await moved(
        ctx,
        controls,
        length=length,
        fps=fps,
        inputs=[image],
        prompt=prompt,
        negative_prompt=negative_prompt,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        seed=seed,
        image=str(start),
        strength=strength,
    )
