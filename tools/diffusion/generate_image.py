"""generate_image: a picture painted by a diffusion model, steered by passes of our own scene."""

from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import (
    Controls,
    FaceLike,
    GeneratedImage,
    Guidance,
    Loras,
    Prompt,
    References,
    Side,
    Steps,
    Unwanted,
    painted,
)
from tools.engines.diffusion.requests import Sampler


@tool("diffusion", engines=("diffusion",), uses=("identity",))
async def generate_image(
    ctx: ToolContext,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    width: Side = 1024,
    height: Side = 1024,
    steps: Steps = 30,
    guidance: Guidance = 7.5,
    sampler: Sampler = "dpm++_2m_karras",
    loras: Loras = [],  # noqa: B006
    controls: Controls = [],  # noqa: B006
    references: References = [],  # noqa: B006
    face: FaceLike | None = None,
    draft: bool = False,
    seed: Seed = 0,
) -> GeneratedImage:
    """Paint a picture with SDXL, after a prompt and steered by passes of a rendered scene.

    The scene gives pose, camera and depth exactly: render it first, and hand its passes on.
    `references` are pictures that it shall be like, such as one of the character; `face` is of a
    real person (who must agree to it).
    `negative_prompt` says what shall not be seen. `guidance` above 10 burns colours. A `draft`
    takes 6 steps with an LCM LoRA, whatever steps, guidance and sampler say. Sides are multiples
    of 8; SDXL was trained on about a megapixel. `told` says what was done otherwise than asked.

        scene = await render_character([{"character": "Luca", "action": "run"}], width=1024,
                                       height=1024, passes=["depth", "openpose"])
        painted = await generate_image(
            "a boy running along an Italian beach, 3D animation, sunny",
            loras=[{"name": "luca", "weight": 0.8}],
            controls=[{"kind": "openpose", "image": scene["passes"]["openpose"]},
                      {"kind": "depth", "image": scene["passes"]["depth"], "strength": 0.6}],
            references=[{"image": scene["image"], "strength": 0.4}])
        painted["image"]
    """
    return await painted(
        ctx,
        loras,
        controls,
        prompt=prompt,
        negative_prompt=negative_prompt,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        sampler=sampler,
        seed=seed,
        references=references,
        face=face,
        draft=draft,
    )
