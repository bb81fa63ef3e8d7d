"""generate_clip: a moving clip painted by a diffusion model."""

from studio.plan.parts import Seed
from tools.context import ToolContext
from tools.declaration import tool
from tools.diffusion.diffusing import Guidance, Prompt, Side, Steps, Unwanted
from tools.diffusion.moving import ClipControls, ClipModel, GeneratedClip, Length, Rate, moved


@tool("diffusion", engines=("motion",), uses=("ffmpeg",))
async def generate_clip(
    ctx: ToolContext,
    prompt: Prompt,
    negative_prompt: Unwanted = "",
    length: Length = 2.0,
    fps: Rate = 8,
    width: Side = 512,
    height: Side = 512,
    steps: Steps = 25,
    guidance: Guidance = 7.5,
    controls: ClipControls = [],  # noqa: B006
    model: ClipModel = "sd15",
    seed: Seed = 0,
) -> GeneratedClip:
    """Paint a moving clip after a prompt, with AnimateDiff. It is silent.

    Passes of a take steer it frame by frame: render the take first, at least as long, and hand its
    passes on. The model was trained on 16 frames at 8 a second; what is longer is made in windows
    that overlap. `model` "sdxl" goes by words alone, for at most 16 frames, at 1024x1024. `told`
    says what was done otherwise than asked.

        take = await render_take([{"character": "Luca", "action": "wave"}], length=2.0,
                                 width=512, height=512, passes=["openpose"])
        clip = await generate_clip(
            "a boy waves on a sunny beach, 3D animation", length=2.0,
            controls=[{"kind": "openpose", "video": take["passes"]["openpose"]}])
        clip["video"]
    """
    return await moved(
        ctx,
        controls,
        model=model,
        length=length,
        fps=fps,
        inputs=[],
        prompt=prompt,
        negative_prompt=negative_prompt,
        width=width,
        height=height,
        steps=steps,
        guidance=guidance,
        seed=seed,
    )
