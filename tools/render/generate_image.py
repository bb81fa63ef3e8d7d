"""generate_image: a picture painted by a diffusion model, steered by passes of our own scene."""

from pathlib import Path
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Image
from studio.plan.parts import Seed
from studio.weights.storage import pull_command, warehouse
from tools.adapters import adapter_file
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.diffusion.requests import ControlKind, Paint, Sampler
from tools.engines.diffusion.weights import CONTROLS
from tools.engines.media.probe import probe

Side = Annotated[int, Field(ge=64, le=2048, multiple_of=8)]
Share = Annotated[float, Field(ge=0, le=1)]


class Control(TypedDict):
    """A picture that steers: a pass of render_character by its name. `strength` 1 is as the
    ControlNet was trained; it works from the share `start` of the steps to `end`."""

    kind: ControlKind
    image: Image
    strength: NotRequired[Annotated[float, Field(ge=0, le=2)]]
    start: NotRequired[Share]
    end: NotRequired[Share]


class Lora(TypedDict):
    """An adapter, by the name of its file in the folder loras of the weights."""

    name: Annotated[str, Field(pattern=r"^[\w-]{1,80}$")]
    weight: NotRequired[Annotated[float, Field(ge=-2, le=2)]]


class GeneratedImage(TypedDict):
    image: Image
    told: list[str]


@tool("render", engines=("diffusion",))
async def generate_image(
    ctx: ToolContext,
    prompt: Annotated[str, Field(min_length=1, max_length=2000)],
    negative_prompt: Annotated[str, Field(max_length=2000)] = "",
    width: Side = 1024,
    height: Side = 1024,
    steps: Annotated[int, Field(ge=1, le=100)] = 30,
    guidance: Annotated[float, Field(ge=0, le=20)] = 7.5,
    sampler: Sampler = "dpm++_2m_karras",
    loras: Annotated[list[Lora], Field(max_length=6)] = [],  # noqa: B006
    controls: Annotated[list[Control], Field(max_length=3)] = [],  # noqa: B006
    seed: Seed = 0,
) -> GeneratedImage:
    """Paint a picture with SDXL, after a prompt and steered by passes of a rendered scene.

    The scene gives pose, camera and depth exactly: render it first, and hand its passes on.
    `negative_prompt` says what shall not be seen. `guidance` above 10 burns colours; `sampler`
    "lcm" wants 4 to 8 steps and guidance 1 to 2 with an LCM LoRA. Sides are multiples of 8; SDXL
    was trained on about a megapixel. `told` says what was done otherwise than asked.

        scene = await render_character([{"character": "Luca", "action": "run"}], width=1024,
                                       height=1024, passes=["depth", "openpose"])
        painted = await generate_image(
            "a boy running along an Italian beach, 3D animation, sunny",
            loras=[{"name": "luca", "weight": 0.8}],
            controls=[{"kind": "openpose", "image": scene["passes"]["openpose"]},
                      {"kind": "depth", "image": scene["passes"]["depth"], "strength": 0.6}])
        painted["image"]
    """
    out = ctx.folder / "painted.png"
    made = await ctx.engine.run(
        Paint(
            prompt=prompt,
            negative_prompt=negative_prompt,
            width=width,
            height=height,
            steps=steps,
            guidance=guidance,
            sampler=sampler,
            seed=seed,
            loras=[_lora(ctx, lora) for lora in loras],
            controls=[_control(ctx, control) for control in controls],
            out=str(out),
        )
    )
    notes = {key: made[key] for key in ("seconds", "told", "setting")}
    inputs = [control["image"] for control in controls]
    image = Image(ctx.keep(out, "image", probe(out), notes=notes, inputs=inputs))
    return {"image": image, "told": made["told"]}


def _lora(ctx: ToolContext, lora: Lora) -> dict[str, Any]:
    file = adapter_file(lora["name"], ctx.settings)
    return {"file": str(file), "name": lora["name"], "weight": lora.get("weight", 1.0)}


def _control(ctx: ToolContext, control: Control) -> dict[str, Any]:
    entry, house = CONTROLS[control["kind"]], warehouse(ctx.settings)
    if house.missing(entry):
        raise ToolError(
            f"the ControlNet for {control['kind']} ({entry}) is not here.",
            f"Run: {pull_command(entry)}",
        )
    start, end = control.get("start", 0.0), control.get("end", 1.0)
    if start >= end:
        raise ToolError(
            f"the control by {control['kind']} starts at {start:g} and ends at {end:g}.",
            "Let it end after it starts.",
        )
    image: Path = ctx.path(control["image"])
    return {
        "kind": control["kind"],
        "folder": str(house.folder_of(entry)),
        "image": str(image),
        "strength": control.get("strength", 1.0),
        "start": start,
        "end": end,
    }
