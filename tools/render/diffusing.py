"""What the tools that paint by diffusion share: what steers, what is worn, and one call."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.media.opener import in_eight_bits, open_picture
from studio.nouns.artifact import Image
from studio.weights.storage import pull_command, warehouse
from tools.adapters import adapter_file
from tools.context import ToolContext
from tools.engines.diffusion.requests import ControlKind, Paint
from tools.engines.diffusion.weights import CONTROLS
from tools.engines.media.probe import probe

GRID, LONGEST = 8, 2048  # pixels of a side that is painted
Prompt = Annotated[str, Field(min_length=1, max_length=2000)]
Unwanted = Annotated[str, Field(max_length=2000)]
Steps = Annotated[int, Field(ge=1, le=100)]
Guidance = Annotated[float, Field(ge=0, le=20)]
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


Loras = Annotated[list[Lora], Field(max_length=6)]
Controls = Annotated[list[Control], Field(max_length=3)]


class GeneratedImage(TypedDict):
    image: Image
    told: list[str]


async def painted(
    ctx: ToolContext,
    loras: list[Lora],
    controls: list[Control],
    inputs: Sequence[str] = (),
    **wanted: Any,
) -> GeneratedImage:
    """Have the engine paint what the other fields of a Paint want, and keep the picture, which is
    made of `inputs` and of what steers."""
    out = ctx.folder / "painted.png"
    made = await ctx.engine.run(
        Paint(
            loras=[lora_at(ctx, lora) for lora in loras],
            controls=[_control_at(ctx, control) for control in controls],
            out=str(out),
            **wanted,
        )
    )
    given = [*inputs, *(control["image"] for control in controls)]
    notes = {key: made[key] for key in ("seconds", "told", "setting")}
    image = Image(ctx.keep(out, "image", probe(out), notes=notes, inputs=given))
    return {"image": image, "told": made["told"]}


def paintable_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture to the multiples of 8 that can be painted. ToolError where it
    is too large."""
    with open_picture(path, load=False) as opened:
        width, height = (max(GRID, side - side % GRID) for side in opened.size)
    if max(width, height) > LONGEST:
        raise ToolError(
            f"the picture is {width}x{height}.", f"Give one of at most {LONGEST} a side."
        )
    return width, height


def own_copy(ctx: ToolContext, handle: str) -> Path:
    """A picture, decoded under the limits for strangers' files and written anew: the engine's
    process reads nothing else."""
    path = ctx.folder / f"{handle.replace(':', '-')}.png"
    if not path.exists():
        with open_picture(ctx.path(handle)) as picture:
            in_eight_bits(picture).convert("RGB").save(path)
    return path


def lora_at(ctx: ToolContext, lora: Lora) -> dict[str, Any]:
    """A LoRA as the engine takes it. ToolError for one that is not here."""
    file = adapter_file(lora["name"], ctx.settings)
    return {"file": str(file), "name": lora["name"], "weight": lora.get("weight", 1.0)}


def _control_at(ctx: ToolContext, control: Control) -> dict[str, Any]:
    """A control as the engine takes it. ToolError where its ControlNet is not here."""
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
    return {
        "kind": control["kind"],
        "folder": str(house.folder_of(entry)),
        "image": str(own_copy(ctx, control["image"])),
        "strength": control.get("strength", 1.0),
        "start": start,
        "end": end,
    }
