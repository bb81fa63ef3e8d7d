"""Renders the labelled pictures that the critic's eyes are calibrated on.

`python -m tools.engines.vision.character.labelled_renders FOLDER --each 24 --others 90` writes
NAME.png with a NAME.json beside it: `--each` drafts of every character of the book, and `--others`
of characters that are made up, over all sets, times of day, actions, expressions, framings and
sizes. `--impostors 2` adds as many pictures of each pair: the colours of one on the other's head.
Another `--seed` gives other pictures, to try on what was calibrated.
"""

import argparse
import asyncio
import itertools
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import yaml

from studio.nouns.sheet import CharacterSheet, Looks, Outfit
from studio.nouns.vocabulary import Action, Emotion, SetName, TimeOfDay, words
from studio.plan.parts import Viewpoint
from studio.settings import settings
from tools.engines.base import Engine
from tools.engines.blender.requests import RenderStill
from tools.engines.registry import engines

SIZES = ((192, 108), (256, 144), (256, 256), (384, 216), (512, 288), (384, 384))
FRAMINGS = ("medium", "medium", "full", "close_up")
VIEWS = ("front", "three_quarter")
# Colours of made-up characters, from dark to light.
_SKINS = ("#5A3826", "#8A5638", "#B87A52", "#D79A6E", "#EDB48C", "#F6D3B5")
_HAIRS = ("#120B08", "#2E1B12", "#4A2A18", "#7A4A28", "#B5622E", "#C9A15E", "#8C8A86", "#E4DFD6")
_EYES = ("#3B2413", "#5B3A1E", "#3F7D4E", "#3A6EA5", "#6E7F8C")
_CLOTHES = ("#1F2430", "#2E5B8C", "#4FA3A5", "#7A2E2E", "#B5533C", "#F2B632", "#E8E2D6", "#6B4F8A")
_STYLES = get_args(Looks.model_fields["hair_style"].annotation)
_AGES = get_args(Looks.model_fields["age"].annotation)


def book() -> list[CharacterSheet]:
    """The characters that the studio ships."""
    files = sorted(settings().paths.characters.glob("*.yaml"))
    return [CharacterSheet(**yaml.safe_load(file.read_text())) for file in files]


def made_up(number: int, dice: random.Random) -> CharacterSheet:
    """A character that is in no book; each style of hair comes as often as the others."""
    looks = Looks(
        age=dice.choice(_AGES),
        skin=dice.choice(_SKINS),
        hair=dice.choice(_HAIRS),
        hair_style=_STYLES[number % len(_STYLES)],
        eyes=dice.choice(_EYES),
        glasses=dice.random() < 0.35,
        head_width=round(dice.uniform(0.9, 1.1), 2),
        jaw_width=round(dice.uniform(0.9, 1.1), 2),
        seed=dice.randrange(1000),
    )
    outfit = Outfit(
        top=dice.choice(_CLOTHES),
        top_second=dice.choice([None, None, *_CLOTHES]),
        scarf=dice.choice([None, None, None, *_CLOTHES[2:6]]),
        hat=dice.choice([None, None, None, *_CLOTHES[2:6]]),
    )
    return CharacterSheet(name=f"Somebody {number}", looks=looks, outfit=outfit)


def impostor(one: CharacterSheet, other: CharacterSheet) -> CharacterSheet:
    """The colours and stripes of `one` on the head of the `other`, with what that one wears on it,
    in colours of `one`."""
    colours = one.looks.model_dump(include={"skin", "blush", "lips", "hair", "eyes"})
    worn = {
        name: (getattr(one.outfit, name) or one.outfit.top_second or one.outfit.top)
        if getattr(other.outfit, name)
        else None
        for name in ("hat", "scarf")
    }
    return other.model_copy(
        update={
            "name": one.name,
            "looks": other.looks.model_copy(update=colours),
            "outfit": one.outfit.model_copy(update=worn),
        }
    )


def pictures(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, label) of all that is to be rendered."""
    dice = random.Random(options.seed)
    for sheet, number in itertools.product(book(), range(options.each)):
        yield f"{sheet.name.lower()}_{number}", _label(sheet, number, dice) | {"known": True}
    for number in range(options.others):
        yield f"other_{number}", _label(made_up(number, dice), number, dice)
    pairs = itertools.permutations(book(), 2)
    for (one, other), number in itertools.product(pairs, range(options.impostors)):
        name = f"{one.name}_on_{other.name}_{number}".lower()
        yield name, _label(impostor(one, other), number, dice) | {"impostor": True}


def _label(sheet: CharacterSheet, number: int, dice: random.Random) -> dict[str, Any]:
    """Sizes, views and, of each view, actions in turn, and all else by chance."""
    width, height = SIZES[number % len(SIZES)]
    actions = words(Action)
    return {
        "character": sheet.name,
        "sheet": sheet.model_dump(mode="json"),
        "action": actions[number // len(VIEWS) % len(actions)],
        "expression": dice.choice(words(Emotion)),
        "set": dice.choice(words(SetName)),
        "time_of_day": dice.choice(words(TimeOfDay)),
        "framing": dice.choice(FRAMINGS),
        "view": VIEWS[number % len(VIEWS)],
        "width": width,
        "height": height,
    }


async def render(label: dict[str, Any], file: Path, blender: Engine) -> None:
    """One draft, as a brief would have it."""
    with tempfile.TemporaryDirectory() as folder:
        member = {key: label[key] for key in ("sheet", "action", "expression")}
        found = await blender.run(
            RenderStill(
                cast=[member | {"strength": 1.0}],
                camera=Viewpoint(framing=label["framing"], view=label["view"]),
                quality="draft",
                out_dir=folder,
                **{key: label[key] for key in ("set", "time_of_day", "width", "height")},
            ),
            lambda share, note: None,
        )
        shutil.move(Path(folder) / found["image"], file)
    file.with_suffix(".json").write_text(json.dumps(label, indent=1) + "\n")


async def main() -> None:
    """Render what is not there yet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", type=int, default=24, help="pictures of each character")
    parser.add_argument("--others", type=int, default=90, help="pictures of made-up characters")
    parser.add_argument("--impostors", type=int, default=0, help="pictures of each pair")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    blender = engines(settings())["blender"]
    try:
        for name, label in pictures(options):
            file = options.folder / f"{name}.png"
            if not file.with_suffix(".json").exists():
                await render(label, file, blender)
                print(file, flush=True)
    finally:
        await blender.close()


if __name__ == "__main__":
    asyncio.run(main())
