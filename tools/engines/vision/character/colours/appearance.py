"""What a sheet's colours are expected to look like in a render.

A filmic picture shows colours darker or paler than their albedo, and each part of a body in its own
way: an iris lies in the lid's shadow, hair shades itself. `appearance.json` holds, per part, one
line for lightness and one scale and shift for hue, fitted over all characters (calibrate.py).
"""

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.vision.character.colours.match import Colours
from tools.engines.vision.picture.exposure import linear
from tools.engines.vision.picture.palette import lab_of

TABLE = Path(__file__).with_name("appearance.json")


def sheet_colours(sheet: CharacterSheet) -> Colours:
    """Region -> the sheet's own colours there as linear RGB, the main one first."""
    looks, outfit = sheet.looks, sheet.outfit
    names = {
        "skin": [looks.skin],
        "eyes": [looks.eyes],
        "hair": [looks.skin if looks.hair_style == "bald" else looks.hair, outfit.hat],
        "clothes": [outfit.top, outfit.top_second, outfit.scarf],
    }
    return {key: [colour_of(h) for h in value if h] for key, value in names.items()}


def expected_colours(sheet: CharacterSheet) -> Colours:
    """The same as they look in a render by daylight; and under `stripes` the second colour of the
    top, of who wears stripes, which is always seen."""
    found = {
        region: [in_render(colour, region) for colour in colours]
        for region, colours in sheet_colours(sheet).items()
    }
    if second := sheet.outfit.top_second:
        found["stripes"] = [in_render(colour_of(second), "clothes")]
    return found


def in_render(colour: np.ndarray, region: str) -> np.ndarray:
    """A linear RGB colour (3,) as a region of it looks by daylight."""
    line = _table()[region]
    light, a, b = lab_of(colour)
    lab = np.array(
        [
            np.clip(line["light"] + line["contrast"] * light, 1, 99),
            line["a"] + line["chroma"] * a,
            line["b"] + line["chroma"] * b,
        ],
        np.float32,
    )
    return linear(255 * cv2.cvtColor(lab[None, None], cv2.COLOR_LAB2RGB)[0, 0])


@cache
def _table() -> dict[str, dict[str, float]]:
    return json.loads(TABLE.read_text())


def colour_of(text: str) -> np.ndarray:
    """#RRGGBB as linear RGB."""
    return linear(np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], float))
