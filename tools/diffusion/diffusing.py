"""What the tools that paint by diffusion share: what steers, what is worn, and one call."""

from collections.abc import Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Annotated, Any, NotRequired

import PIL.Image
from pydantic import Field
from typing_extensions import TypedDict

from studio.errors import ToolError
from studio.nouns.artifact import Image
from studio.weights.storage import pull_command, warehouse
from tools.adapters import adapter_file
from tools.context import ToolContext
from tools.engines.diffusion.requests import ControlKind, Paint
from tools.engines.diffusion.weights import CONTROLS, FACE, QUICK, QUICK_FILE, REFERENCE
from tools.engines.identity.requests import Identify
from tools.engines.media.pixels import pixels_of
from tools.engines.media.probe import probe

GRID, LONGEST = 8, 2048  # pixels of a side that is painted
# What an LCM LoRA wants: its authors take 2 to 8 steps and a guidance of 1 to 2.
DRAFT: dict[str, Any] = {"steps": 6, "guidance": 1.5, "sampler": "lcm"}
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


class Reference(TypedDict):
    """A picture that the painting shall be like: who is seen, in which colours and manner. Of one
    that is no square the middle is seen. `strength` 0.4 leaves room for the prompt, 0.8 little.
    `box` [x0, y0, x1, y1] in shares of the painting says where it counts, if the painting's sides
    are multiples of 32."""

    image: Image
    strength: NotRequired[Share]
    start: NotRequired[Share]
    end: NotRequired[Share]
    box: NotRequired[Annotated[list[Share], Field(min_length=4, max_length=4)]]


class FaceLike(TypedDict):
    """A picture of the person whose face the painting shall show. `place`: a picture that shows a
    face where it shall be; else it is where `image` has it. `strength` of
    the likeness, `structure` of the place."""

    image: Image
    place: NotRequired[Image]
    strength: NotRequired[Annotated[float, Field(ge=0, le=1.5)]]
    structure: NotRequired[Annotated[float, Field(ge=0, le=1.5)]]


Loras = Annotated[list[Lora], Field(max_length=6)]
Controls = Annotated[list[Control], Field(max_length=3)]
References = Annotated[list[Reference], Field(max_length=4)]


class GeneratedImage(TypedDict):
    image: Image
    told: list[str]


async def painted(
    ctx: ToolContext,
    loras: list[Lora],
    controls: list[Control],
    inputs: Sequence[str] = (),
    references: Sequence[Reference] = (),
    face: FaceLike | None = None,
    draft: bool = False,
    **wanted: Any,
) -> GeneratedImage:
    """Have the engine paint what the other fields of a Paint want, and keep the picture, which is
    made of `inputs`, of what steers and of what it shall be like. A `draft` has its own number of
    steps, guidance and sampler."""
    wanted |= DRAFT if draft else {}
    whole = Paint(
        loras=[lora_at(ctx, lora) for lora in loras] + ([draft_lora(ctx)] if draft else []),
        controls=[_control_at(ctx, control) for control in controls],
        references=[_reference_at(ctx, one) for one in references],
        face=await _face_at(ctx, face, wanted["width"], wanted["height"]) if face else None,
        out=str(ctx.folder / "painted.png"),
        **wanted,
    )
    given = [*inputs, *(one["image"] for one in [*controls, *references])]
    given += [face[key] for key in ("image", "place") if key in face] if face else []
    return await kept_painting(ctx, whole, given)


async def kept_painting(
    ctx: ToolContext,
    wanted: Paint,
    inputs: Sequence[str],
    told: Sequence[str] = (),
    opaque: PIL.Image.Image | None = None,
) -> GeneratedImage:
    """Have the engine paint, and keep the picture, which is made of `inputs`. `told`: what is to be
    said of it besides; `opaque`: where it is so, of any size."""
    made, out = await ctx.engine.run(wanted), Path(wanted.out)
    if opaque is not None:
        picture = PIL.Image.fromarray(pixels_of(out, "RGB"))
        picture.putalpha(opaque.resize(picture.size))
        picture.save(out)
    said = [*told, *made["told"]]
    notes = {
        "seconds": made["seconds"],
        "told": said,
        "setting": made["setting"],
        "controls": {control["kind"]: control["strength"] for control in wanted.controls},
    }
    image = Image(ctx.keep(out, "image", probe(out), notes=notes, inputs=inputs))
    return {"image": image, "told": said}


def check_steps(steps: int, strength: float) -> None:
    """ToolError where a picture would be painted anew in no step at all."""
    if int(steps * strength) < 1:
        raise ToolError(
            f"{steps} steps at the strength {strength:g} are none.", "Take more of one of them."
        )


def steered_throughout(kind: str, folder: Path, picture: Path, strength: float) -> dict[str, Any]:
    """A control as the engine takes it, that works in all steps."""
    return {
        "kind": kind,
        "folder": str(folder),
        "image": str(picture),
        "strength": strength,
        "start": 0.0,
        "end": 1.0,
    }


def size_of_shape(shape: tuple[int, int], pixels: int, grid: int) -> tuple[int, int]:
    """Width and height of about so many pixels in the shape of a picture of this width and height:
    multiples of `grid`, of LONGEST at most."""
    scale = min(sqrt(pixels / (shape[0] * shape[1])), LONGEST / max(shape))
    width, height = (max(grid, round(side * scale / grid) * grid) for side in shape)
    return width, height


def paintable_size(path: Path) -> tuple[int, int]:
    """Width and height of a picture to the multiples of 8 that can be painted. ToolError where it
    is too large."""
    facts = probe(path)
    sides = facts.width or 0, facts.height or 0
    width, height = (max(GRID, side - side % GRID) for side in sides)
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
        PIL.Image.fromarray(pixels_of(ctx.path(handle), "RGB")).save(path)
    return path


def lora_at(ctx: ToolContext, lora: Lora) -> dict[str, Any]:
    """A LoRA as the engine takes it. ToolError for one that is not here."""
    file = adapter_file(lora["name"], ctx.settings)
    return {"file": str(file), "name": lora["name"], "weight": lora.get("weight", 1.0)}


def draft_lora(ctx: ToolContext) -> dict[str, Any]:
    """The LoRA of drafts, as the engine takes it. ToolError where it is not here."""
    folder = weights_of(ctx, QUICK, "LCM LoRA for drafts")
    return {"file": str(folder / QUICK_FILE), "name": QUICK, "weight": 1.0}


def _control_at(ctx: ToolContext, control: Control) -> dict[str, Any]:
    """A control as the engine takes it. ToolError where its ControlNet is not here."""
    kind = control["kind"]
    return {
        "kind": kind,
        "folder": str(weights_of(ctx, CONTROLS[kind], f"ControlNet for {kind}")),
        "image": str(own_copy(ctx, control["image"])),
        "strength": control.get("strength", 1.0),
        **share_of(control, f"control by {kind}"),
    }


def _reference_at(ctx: ToolContext, reference: Reference) -> dict[str, Any]:
    """A reference as the engine takes it. ToolError where the IP-Adapter is not here."""
    return {
        "folder": str(weights_of(ctx, REFERENCE, "IP-Adapter for references")),
        "image": str(own_copy(ctx, reference["image"])),
        "strength": reference.get("strength", 0.6),
        **({"box": reference["box"]} if "box" in reference else {}),
        **share_of(reference, "reference"),
    }


async def _face_at(ctx: ToolContext, face: FaceLike, width: int, height: int) -> dict[str, Any]:
    """A face as the engine takes it. ToolError where no face is seen, or InstantID is not here."""
    folder = weights_of(ctx, FACE, "InstantID for faces")
    identity = ctx.other("identity")
    seen = await identity.run(Identify(path=ctx.path(face["image"])))
    place = seen
    if "place" in face:
        place = await identity.run(Identify(path=ctx.path(face["place"])))
    (wide, high), middle = place["size"], (width / 2, height / 2)
    scale = min(width / wide, height / high)
    return {
        "folder": str(folder),
        "embedding": seen["embedding"],
        "points": [
            [middle[0] + (x - 0.5) * wide * scale, middle[1] + (y - 0.5) * high * scale]
            for x, y in place["points"]
        ],
        "strength": face.get("strength", 0.8),
        "structure": face.get("structure", 0.8),
        "start": 0.0,
        "end": 1.0,
    }


def weights_of(ctx: ToolContext, entry: str, what: str) -> Path:
    """The folder of an entry's weights. ToolError where they are not here."""
    house = warehouse(ctx.settings)
    if house.missing(entry):
        raise ToolError(f"the {what} ({entry}) is not here.", f"Run: {pull_command(entry)}")
    return house.folder_of(entry)


def share_of(one: Mapping[str, Any], what: str) -> dict[str, float]:
    """From which share of the steps to which. ToolError where that is none."""
    start, end = one.get("start", 0.0), one.get("end", 1.0)
    if start >= end:
        raise ToolError(
            f"the {what} starts at {start:g} and ends at {end:g}.", "Let it end after it starts."
        )
    return {"start": start, "end": end}
