"""A character's dataset, rendered from the sheet and captioned from the scene's truth. What was
made before is not made again."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from studio.errors import InputError
from studio.nouns.sheet import OWN, CharacterSheet
from studio.store.space import require_space
from tools.dataset.captions import caption_of
from tools.dataset.gates import refused
from tools.dataset.layout import Candidate, Dataset, DatasetFolder
from tools.dataset.outfits import Dressed, dressed
from tools.dataset.variations import FEWEST, MOST, Variation, variations
from tools.toolbox import Toolbox

_DIMENSIONS = (
    "action",
    "expression",
    "view",
    "framing",
    "angle",
    "set",
    "time_of_day",
    "outfit",
    "ground",
)

Told = Callable[[int, int, str], None]
"""Told after each picture: its number, how many there are, and why it was left out, if it was."""


async def build(
    toolbox: Toolbox,
    sheet: CharacterSheet,
    target: Path,
    *,
    count: int = 240,
    size: int = 1024,
    quality: str = "final",
    seed: int = 0,
    plain: float = 0.1,
    told: Told = lambda *_: None,
) -> Dataset:
    """Render `count` pictures of `size` pixels a side, the share `plain` of them cut out before a
    plain ground, and keep those that pass. InputError for numbers that cannot be, and for a folder
    that holds something else."""
    if not FEWEST <= count <= MOST:
        raise InputError(f"{count} pictures cannot be.", f"Ask for {FEWEST} to {MOST}.")
    layout = DatasetFolder(target, sheet)
    require_space(target)
    planned = variations(count, seed, list(sheet.wardrobe), plain)
    clothes = {name: dressed(sheet, name) for name in (OWN, *sheet.wardrobe)}
    wearing = {
        name: toolbox.with_sheets(Dressed(toolbox.sheets, one)) for name, one in clothes.items()
    }
    for number, one in enumerate(planned, 1):
        handle = await _rendered(wearing[one.outfit], sheet, one, size, quality)
        measured = await toolbox.call("measure_image", {"image": handle})
        picture, about = Candidate(toolbox.artifacts.path(handle), one.ground), asdict(one)
        why = refused(picture.bits, measured["laplacian"], layout.hashes)
        if why:
            layout.leave_out(number, why, about)
        else:
            layout.keep(number, picture, caption_of(sheet, one), about)
        told(number, count, why)
    return layout.sum_up(_DIMENSIONS)


async def _rendered(
    toolbox: Toolbox, sheet: CharacterSheet, one: Variation, size: int, quality: str
) -> str:
    """The handle of the picture; from the store where it was made before."""
    call = {
        "cast": [
            {
                "character": sheet.name,
                "action": one.action,
                "expression": one.expression,
                "strength": one.strength,
            }
        ],
        "set": one.set,
        "time_of_day": one.time_of_day,
        "framing": one.framing,
        "angle": one.angle,
        "view": one.view,
        "width": size,
        "height": size,
        "quality": quality,
        "exposure": one.exposure,
        "seed": one.seed,
        "transparent": bool(one.ground),
    }
    return (await toolbox.call("render_character", call))["image"]
