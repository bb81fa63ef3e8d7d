"""Renders the still plates anew, as labels.json has them, with today's renderer.

`python -m tests.measure.remake_plates FOLDER [NAME ...]` writes all, or those of these names, and a
labels.json with the joints and head boxes of those that had some. Look at them, then copy them over
the plates.
"""

import asyncio
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from studio.nouns.sheet import CharacterSheet
from studio.plan.parts import Viewpoint
from studio.settings import settings
from tests.measure.conftest import LABELS
from tools.engines.base import Engine
from tools.engines.blender.requests import RenderStill
from tools.engines.registry import engines
from tools.engines.vision.character.labelled_renders import book, impostor

SEEN = ("framing", "view", "angle")
ASKED = ("set", "time_of_day", "width", "height", "quality", "exposure", "seed", "transparent")
QUALITY = 90  # of the JPEG


def wanted() -> dict[str, tuple[CharacterSheet, dict[str, Any]]]:
    """Sheet and label of each plate, by its file's name."""
    sheets = {sheet.name: sheet for sheet in book()}
    found = {
        name: (sheets[label["character"]], label)
        for name, label in LABELS.items()
        if "set" in label
    }
    usual, pairs = LABELS["impostors"]["setups"], LABELS["impostors"]["pairs"]
    for pair, (setup, expression) in pairs.items():
        one, other = (sheets[name.capitalize()] for name in pair.split("_on_"))
        label = usual[setup] | {"expression": expression}
        found[f"impostors/{pair}.jpg"] = impostor(one, other), label
    return found


async def render(sheet: CharacterSheet, label: dict[str, Any], file: Path, blender: Engine) -> None:
    """One plate; what the renderer notes goes into its label, where that has it."""
    member = {"sheet": sheet.model_dump(mode="json"), "strength": label.get("strength", 1.0)}
    member |= {key: label[key] for key in ("action", "expression")}
    with tempfile.TemporaryDirectory() as folder:
        request = RenderStill(
            cast=[member],
            camera=Viewpoint(**{key: label[key] for key in SEEN if key in label}),
            out_dir=folder,
            **{key: label[key] for key in ASKED if key in label},
        )
        made = await blender.run(request, lambda share, note: None)
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".png":
            shutil.move(Path(folder) / made["image"], file)
        else:
            with Image.open(Path(folder) / made["image"]) as picture:
                picture.convert("RGB").save(file, quality=QUALITY)
    label.update({key: made[key] for key in ("joints", "head_boxes") if key in label})


async def main(folder: Path, names: list[str]) -> None:
    """Render them into `folder`."""
    blender = engines(settings())["blender"]
    try:
        for name, (sheet, label) in wanted().items():
            if not names or name in names:
                await render(sheet, label, folder / name, blender)
                print(name, flush=True)
    finally:
        await blender.close()
    rows = [f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in LABELS.items()]
    (folder / "labels.json").write_text("{" + ",\n".join(rows) + "}\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
