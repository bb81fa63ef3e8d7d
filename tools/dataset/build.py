"""A character's dataset: pictures rendered from the sheet, captioned from the scene's truth, in the
layouts of kohya and of diffusers. What was made before is not made again.

    TARGET/kohya/10_luca/0001.png, 0001.txt
    TARGET/diffusers/0001.png (the same files), metadata.jsonl
    TARGET/dataset.json      what each picture shows, what was left out and why, how diverse it is
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from studio.errors import InputError
from studio.nouns.sheet import CharacterSheet
from studio.store.space import require_space
from tools.dataset.captions import caption_of, trigger
from tools.dataset.gates import LEAST_SHARP, NEAR, hash_of, nearest
from tools.dataset.variations import FEWEST, MOST, Variation, variations
from tools.toolbox import Toolbox

REPEATS = 10  # how often kohya shows each picture in an epoch
SUMMARY = "dataset.json"
_DIMENSIONS = ("action", "expression", "view", "framing", "angle", "set", "time_of_day")

Told = Callable[[int, int, str], None]
"""Told after each picture: its number, how many there are, and why it was left out, if it was."""


@dataclass
class Dataset:
    """What came of it. `left_out`: number and reason; `apart`: mean share of 64 bits by which two
    pictures differ, 0 to 0.5 or so."""

    target: Path
    pictures: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, dict[str, int]] = field(default_factory=dict)
    apart: float = 0.0


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
    word = trigger(sheet)
    made = Dataset(target)
    folders = _folders(target, word)
    require_space(target)
    hashes: list[np.ndarray] = []
    for number, one in enumerate(variations(count, seed), 1):
        handle = await _rendered(toolbox, sheet, one, size, quality)
        measured = await toolbox.call("measure_image", {"image": handle})
        path = toolbox.artifacts.path(handle)
        bits = hash_of(path)
        why = _refused(bits, measured["laplacian"], hashes)
        if why:
            made.left_out.append({"number": number, "why": why, **asdict(one)})
        else:
            hashes.append(bits)
            caption = caption_of(sheet, one)
            name = f"{number:04d}"
            _place(path, name, caption, folders)
            made.pictures.append({"name": f"{name}.png", "caption": caption, **asdict(one)})
        told(number, count, why)
    _sum_up(made, sheet, folders[1], hashes)
    return made


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


def _refused(bits: np.ndarray, sharp: float, hashes: list[np.ndarray]) -> str:
    """Why a picture may not teach, "" where it may."""
    if sharp < LEAST_SHARP:
        return f"its sharpness is {sharp:.0f}, of {LEAST_SHARP:.0f}"
    off = nearest(bits, hashes)
    return f"it differs from another one by {off} of 64 bits" if off <= NEAR else ""


def _folders(target: Path, word: str) -> tuple[Path, Path]:
    """The two layouts' folders, empty: pictures come back from the store."""
    if target.exists() and any(target.iterdir()) and not (target / SUMMARY).exists():
        begun = {one.name for one in target.iterdir()} <= {"kohya", "diffusers"}
        if not begun:
            raise InputError(f"{target} holds something else.", "Name another folder.")
    folders = target / "kohya" / f"{REPEATS}_{word}", target / "diffusers"
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return folders


def _place(path: Path, name: str, caption: str, folders: tuple[Path, Path]) -> None:
    kohya, diffusers = folders
    shutil.copyfile(path, kohya / f"{name}.png")
    (kohya / f"{name}.txt").write_text(f"{caption}\n", encoding="utf-8")
    os.link(kohya / f"{name}.png", diffusers / f"{name}.png")


def _sum_up(
    made: Dataset, sheet: CharacterSheet, diffusers: Path, hashes: list[np.ndarray]
) -> None:
    lines = [json.dumps({"file_name": p["name"], "text": p["caption"]}) for p in made.pictures]
    (diffusers / "metadata.jsonl").write_text("".join(f"{line}\n" for line in lines))
    made.shown = {
        name: dict(Counter(str(picture[name]) for picture in made.pictures).most_common())
        for name in _DIMENSIONS
    }
    bits = np.array(hashes, float)
    if len(bits) > 1:
        share = bits.mean(0)  # of two pictures, one bit differs with the chance 2 p (1 - p)
        made.apart = round(float((2 * share * (1 - share)).mean() * len(bits) / (len(bits) - 1)), 3)
    summary = {
        "character": sheet.name,
        "trigger": trigger(sheet),
        "sheet": sheet.digest(),
        "pictures": made.pictures,
        "left_out": made.left_out,
        "shown": made.shown,
        "apart": made.apart,
    }
    (made.target / SUMMARY).write_text(json.dumps(summary, indent=1, ensure_ascii=False))
