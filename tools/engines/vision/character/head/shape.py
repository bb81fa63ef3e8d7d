"""The shape of a head, whatever its colours: how the hair falls, and what is worn.

A linear classifier over the silhouette of the hair and over the edges about the eyes, fitted by
ridge regression on labelled renders (calibrate_shape.py), tells the style of the hair and glasses;
a hat and a scarf must have their colour where they are worn.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import skimage

from studio.nouns.sheet import CharacterSheet
from tools.engines.vision.character.colours.match import Look
from tools.engines.vision.character.head.patches import edges_about_eyes
from tools.engines.vision.character.layout import read_layout, zone
from tools.engines.vision.character.legible import SHAPE, height_of
from tools.engines.vision.face import Face
from tools.engines.vision.subject import View

TABLE = Path(__file__).with_name("shapes.npz")
Worn = Literal["glasses", "hat", "scarf"]
_COARSE, _FINE = 16, 32  # pixels of the hair's map
_EDGES = 1.2  # weight of its edges beside it
_HAT = zone(0.45, 0.15, 0.5)
_SCARF = zone(0.3, -1.45, -1.15)


@dataclass(frozen=True)
class Shape:
    """`hair`: style -> score, about 1 for the one that is seen and 0 for others. `worn`: how much
    of it is seen, about 0 to 1."""

    hair: dict[str, float]
    worn: dict[Worn, float]


def read_shape(view: View, face: Face, look: Look, sheet: CharacterSheet) -> Shape | None:
    """The shape of a face's owner who claims to be of `sheet`; None where the head is too small."""
    if height_of(face) < SHAPE:
        return None
    table = _table()
    hair, eyes, worn = shape_vectors(view, face, look, sheet)
    scores = (hair - table["hair_mean"]) @ table["hair_weights"] + table["hair_bias"]
    glasses = (eyes - table["eyes_mean"]) @ table["eyes_weights"] + table["eyes_bias"]
    styles = dict(zip(table["styles"].tolist(), map(float, scores), strict=True))
    return Shape(styles, {"glasses": float(glasses[0]), **worn})


def shape_vectors(
    view: View, face: Face, look: Look, sheet: CharacterSheet
) -> tuple[np.ndarray, np.ndarray, dict[Worn, float]]:
    """(the hair's map and its edges, the edges about the eyes, shares of hat and scarf)."""
    layout = read_layout(view, face, look, sheet)
    coarse, fine = (
        cv2.resize(layout.hair, (side, side), interpolation=cv2.INTER_AREA)
        for side in (_COARSE, _FINE)
    )
    lines = skimage.feature.hog(
        fine, orientations=6, pixels_per_cell=(4, 4), cells_per_block=(2, 2)
    )
    worn: dict[Worn, float] = {
        "hat": float(layout.hat[_HAT].mean()),
        "scarf": float(layout.scarf[_SCARF].mean()),
    }
    return (
        np.concatenate([coarse.ravel(), _EDGES * lines]),
        edges_about_eyes(view.rgb, face.points),
        worn,
    )


def median_shape(shapes: list[Shape]) -> Shape | None:
    """Of several looks at one character."""
    if not shapes:
        return None

    def middle(tables: list[dict]) -> dict:
        return {key: float(np.median([table[key] for table in tables])) for key in tables[0]}

    return Shape(middle([s.hair for s in shapes]), middle([s.worn for s in shapes]))


def differences(shape: Shape, sheet: CharacterSheet) -> dict[str, float]:
    """What of the shape is not as the sheet says, and how far beyond what renders of the sheet's
    own character show: from 1 on it is another character's. `hair`: another style fits better."""
    looks, outfit, limits = sheet.looks, sheet.outfit, _limits(sheet)
    found = {
        "hair": (max(shape.hair.values()) - shape.hair[looks.hair_style]) / limits["hair"],
        "glasses": abs(shape.worn["glasses"] - looks.glasses) / limits["glasses"],
    }
    for name, colour in (("hat", outfit.hat), ("scarf", outfit.scarf)):
        if colour:
            found[name] = max(0.0, 1 - shape.worn[name] / limits[name]) * 2
    return found


def shape_key(sheet: CharacterSheet) -> str:
    """What of a sheet the shape of a head depends on."""
    looks, outfit = sheet.looks, sheet.outfit
    worn = (looks.glasses, bool(outfit.hat), bool(outfit.scarf))
    return f"{looks.age} {looks.hair_style} {looks.head_width} {worn}"


def _limits(sheet: CharacterSheet) -> dict[str, float]:
    """Of a sheet whose shape was learnt, and of others."""
    table = _table()
    row = table["known_limits" if shape_key(sheet) in table["known"] else "other_limits"]
    return dict(zip(table["limited"].tolist(), map(float, row), strict=True))


@cache
def _table() -> dict[str, np.ndarray]:
    with np.load(TABLE) as table:
        return {name: table[name] for name in table.files}
