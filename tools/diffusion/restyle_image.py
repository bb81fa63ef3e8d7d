"""restyle_image: the same picture in another style."""

from studio.nouns.artifact import Image
from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import (
    GeneratedImage,
    Guidance,
    Loras,
    Prompt,
    Steps,
    Unwanted,
    check_steps,
    kept_painting,
    lora_at,
    paintable_size,
)
from tools.diffusion.restyling import Anew, Outlines, laid_on_grey, steering, unsteered
from tools.engines.diffusion.requests import Paint, Sampler


@tool("diffusion", engines=("diffusion",), uses=("vision",))
async def restyle_image(
    ctx: ToolContext,
    image: Image,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    strength: Anew = 0.55,
    outlines: Outlines = 0.6,
    steps: Steps = 30,
    guidance: Guidance = 7.5,
    sampler: Sampler = "dpm++_2m_karras",
    loras: Loras = [],  # noqa: B006
    seed: Seed = 0,
) -> GeneratedImage:
    """Paint a picture in another style with SDXL, and keep what it shows where it is.

    The picture's own outlines steer, as strongly as `outlines` says (0 not at all, 1 as the
    ControlNet was trained); `strength` says how much of its colours and shading is painted anew.
    edit_image changes what is shown; this changes how.

        still = await render_character([{"character": "Luca"}])
        painted = await restyle_image(still["image"], "watercolour on rough paper, soft washes")
    """
    check_steps(steps, strength)
    start, opaque = laid_on_grey(ctx, image)
    width, height = paintable_size(start)
    return await kept_painting(
        ctx,
        Paint(
            prompt=prompt,
            negative_prompt=negative_prompt,
            width=width,
            height=height,
            steps=steps,
            guidance=guidance,
            sampler=sampler,
            seed=seed,
            loras=[lora_at(ctx, lora) for lora in loras],
            controls=await steering(ctx, start, outlines),
            image=str(start),
            strength=strength,
            out=str(ctx.folder / "restyled.png"),
        ),
        inputs=[image],
        told=unsteered(ctx, outlines),
        opaque=opaque,
    )
