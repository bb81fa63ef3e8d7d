"""Learns what heads look like from labelled renders, and how far genuine ones stray.

`python -m tools.engines.vision.character.calibrate_shape FOLDER` reads every NAME.png that has a
NAME.json beside it with the keys `sheet` (as in configs/characters) and `view` (as
labelled_renders.py makes them), and writes shapes.npz. With `known` true, the sheet is one of the
book: its limits come from leaving out one render at a time, those of sheets that were never seen
from leaving out all renders of a character. Run it again when the heads' shapes or the hair change.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import numpy as np

from studio.nouns.sheet import CharacterSheet, Looks
from studio.settings import settings
from studio.weights.storage import warehouse
from tools.engines.vision.character.colours.match import read_look
from tools.engines.vision.character.head import shape
from tools.engines.vision.character.legible import SHAPE, height_of
from tools.engines.vision.subject import look, read_picture

_RIDGE = 0.15  # of the mean eigenvalue
_TURNED = ("back", "profile")
_WITHIN = {"known": 0.88, "other": 0.97}  # share of genuine renders within the limits
_LEAST = {"hair": 0.1, "glasses": 0.5}  # limits are not drawn tighter
_WORN = 0.1  # share of those who wear it whose share of its colour is lower
STYLES = get_args(Looks.model_fields["hair_style"].annotation)
Row = tuple[CharacterSheet, bool, np.ndarray, np.ndarray, dict[str, float]]


def main(folder: Path) -> None:
    """Calibrate on a folder of labelled renders."""
    rows = list(_read(folder))
    sheets = [row[0] for row in rows]
    known = np.array([row[1] for row in rows])
    hair, eyes = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    styles = np.array([[float(s.looks.hair_style == style) for style in STYLES] for s in sheets])
    glasses = np.array([[float(s.looks.glasses)] for s in sheets])
    names = np.array([sheet.name for sheet in sheets])
    each = np.arange(len(rows))
    alone = [_left_out(hair, styles, names), _left_out(eyes, glasses, names)]
    seen = [_left_out(hair, styles, each), _left_out(eyes, glasses, each)]
    book = sorted(
        {shape.shape_key(s) for s, is_known in zip(sheets, known, strict=True) if is_known}
    )
    np.savez_compressed(
        shape.TABLE,
        styles=np.array(STYLES),
        known=np.array(book),
        limited=np.array(["hair", "glasses", "hat", "scarf"]),
        known_limits=_limits(rows, seen, known, "known"),
        other_limits=_limits(rows, alone, np.ones(len(rows), bool), "other"),
        **_classifier("hair", hair, styles),
        **_classifier("eyes", eyes, glasses),
    )
    with np.load(shape.TABLE) as table:
        print(len(rows), "heads;", dict(zip(table["limited"], table["known_limits"], strict=True)))
        print("of others", dict(zip(table["limited"], table["other_limits"], strict=True)))


def _read(folder: Path) -> Iterator[Row]:
    models = warehouse(settings()).folder_of("mediapipe")
    for path in sorted(folder.glob("*.json")):
        label: dict[str, Any] = json.loads(path.read_text())
        if label["view"] in _TURNED:
            continue
        rgb, alpha = read_picture(path.with_suffix(".png"))
        view = look(rgb, models, alpha)
        face = view.face
        if face is None or height_of(face) < SHAPE:
            print(f"no head in {path.stem}")
            continue
        sheet = CharacterSheet(**label["sheet"])
        found = shape.shape_vectors(view, face, read_look(view, face), sheet)
        yield (sheet, bool(label.get("known")), *found)


def _left_out(rows: np.ndarray, wanted: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """What is said of each row by a classifier that has not seen its group."""
    said = np.zeros_like(wanted)
    for group in set(groups.tolist()):
        out = groups == group
        mean, weights, bias = _ridge(rows[~out], wanted[~out])
        said[out] = (rows[out] - mean) @ weights + bias
    return said


def _limits(rows: list[Row], said: list[np.ndarray], counted: np.ndarray, kind: str) -> np.ndarray:
    """The limits (hair, glasses, hat, scarf) that the `counted` rows give."""
    gaps: dict[str, list[float]] = {"hair": [], "glasses": [], "hat": [], "scarf": []}
    for index in np.flatnonzero(counted):
        sheet, _, _, _, worn = rows[index]
        scores = said[0][index]
        gaps["hair"].append(float(scores.max() - scores[STYLES.index(sheet.looks.hair_style)]))
        gaps["glasses"].append(abs(float(said[1][index, 0]) - sheet.looks.glasses))
        for name in ("hat", "scarf"):
            if getattr(sheet.outfit, name):
                gaps[name].append(worn[name])
    limits = [max(_LEAST[n], float(np.quantile(gaps[n], _WITHIN[kind]))) for n in _LEAST]
    return np.array([*limits, *(float(np.quantile(gaps[n], _WORN)) for n in ("hat", "scarf"))])


def _ridge(rows: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(mean, weights, bias) of a ridge regression, solved in the smaller dual form."""
    mean, bias = rows.mean(0), wanted.mean(0)
    centred = rows - mean
    kernel = centred @ centred.T
    kernel += _RIDGE * np.trace(kernel) / len(kernel) * np.eye(len(kernel))
    return mean, centred.T @ np.linalg.solve(kernel, wanted - bias), bias


def _classifier(part: str, rows: np.ndarray, wanted: np.ndarray) -> dict[str, np.ndarray]:
    names = (f"{part}_mean", f"{part}_weights", f"{part}_bias")
    return {
        name: values.astype(np.float32)
        for name, values in zip(names, _ridge(rows, wanted), strict=True)
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
