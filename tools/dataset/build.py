"""A character's dataset, rendered from the sheet and captioned from the scene's truth. What was
made before is not made again."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from studio.errors import InputError
from studio.nouns.sheet import CharacterSheet
from studio.store.space import require_space
from tools.dataset.captions import caption_of
from tools.dataset.gates import hash_of, refused
from tools.dataset.layout import Dataset, Layout
from tools.dataset.variations import FEWEST, MOST, Variation, variations
from tools.toolbox import Toolbox

_DIMENSIONS = ("action", "expression", "view", "framing", "angle", "set", "time_of_day")

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
    told: Told = lambda *_: None,
) -> Dataset:
    """Render `count` pictures of `size` pixels a side and keep those that pass. InputError for
    numbers that cannot be, and for a folder that holds something else."""
    if not FEWEST <= count <= MOST:
        raise InputError(f"{count} pictures cannot be.", f"Ask for {FEWEST} to {MOST}.")
    layout = Layout(target, sheet)
    require_space(target)
    for number, one in enumerate(variations(count, seed), 1):
        handle = await _rendered(toolbox, sheet, one, size, quality)
        measured = await toolbox.call("measure_image", {"image": handle})
        path, about = toolbox.artifacts.path(handle), asdict(one)
        bits = hash_of(path)
        why = refused(bits, measured["laplacian"], layout.hashes)
        if why:
            layout.leave_out(number, why, about)
        else:
            layout.keep(number, path, bits, caption_of(sheet, one), about)
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
    }
    return (await toolbox.call("render_character", call))["image"]
