"""What makes a painting like its characters: a picture of each, rendered from its sheet, which
counts where the character is seen."""

import json
from collections.abc import Sequence
from typing import Any

from studio.nouns.sheet import CharacterSheet
from studio.plan.parts import Viewpoint
from studio.weights.storage import warehouse
from tools.context import ToolContext
from tools.diffusion.diffusing import own_copy
from tools.engines.blender.requests import Reference, RenderedStill
from tools.engines.diffusion.weights import REFERENCE
from tools.engines.media.probe import probe

REFERENCE_SIDE = 256  # pixels: the adapter's encoder sees 224
ROOM = 0.06  # of a body's height, around it


async def references_for(
    ctx: ToolContext,
    sheets: Sequence[CharacterSheet],
    camera: Viewpoint,
    boxes: Sequence[list[float]],
) -> list[dict[str, Any]]:
    """A picture of each of the cast as its sheet has it, where the IP-Adapter is here, which counts
    in its box of the painting alone: not for the others, and not for the set."""
    house, strength = warehouse(ctx.settings), ctx.settings.diffusion.reference
    if house.missing(REFERENCE) or not strength:
        return []
    view = "full" if camera.framing in ("full", "wide") else "three_quarter"
    return [
        {
            "folder": str(house.folder_of(REFERENCE)),
            "image": str(own_copy(ctx, await _portrait(ctx, sheet, view))),
            "strength": strength,
            "box": box,
            "start": 0.0,
            "end": 1.0,
        }
        for sheet, box in zip(sheets, boxes, strict=True)
    ]


def boxes_of(made: RenderedStill, width: int, height: int) -> list[list[float]]:
    """Where each of the cast is seen, with some room around, in shares of the picture."""
    boxes = []
    for one, (left, top, right, bottom) in zip(made["joints"], made["head_boxes"], strict=True):
        xs = [left, right, *(x for x, _, _ in one["points"].values())]
        ys = [top, bottom, *(y for _, y, _ in one["points"].values())]
        room = ROOM * (max(ys) - min(ys))
        sides = [
            (min(xs) - room) / width,
            (min(ys) - room) / height,
            (max(xs) + room) / width,
            (max(ys) + room) / height,
        ]
        boxes.append([round(min(1.0, max(0.0, side)), 4) for side in sides])
    return boxes


async def _portrait(ctx: ToolContext, sheet: CharacterSheet, view: str) -> str:
    """The handle of the character's reference picture, rendered once for each sheet."""
    blender = ctx.other("blender")
    facts = sheet.model_dump(mode="json")

    async def render() -> str:
        size = {"width": REFERENCE_SIDE, "height": REFERENCE_SIDE}
        folder = ctx.folder / "reference"  # of its own: the scene's picture has the same name
        folder.mkdir(exist_ok=True)
        wanted = Reference(sheet=facts, views=(view,), out_dir=str(folder), **size)
        path = folder / (await blender.run(wanted))[view]
        return ctx.keep(path, "image", probe(path), notes={"reference": sheet.name})

    return await ctx.reused(f"{blender.version} {view} {json.dumps(facts)}", render)
