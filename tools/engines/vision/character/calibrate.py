"""Learns what the renderer's characters look like from labelled renders.

`python -m tools.engines.vision.character.calibrate FOLDER` reads every NAME.png that has a
NAME.json beside it with the keys character, expression, set, time_of_day and exposure (as
labelled_renders.py makes them), and writes expressions.npz and appearance.json. A made-up character
(for variety of faces) has its sheet under `sheet`, and no `known`. Run it again when the
character's face or the picture's development changes.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import yaml

from studio.nouns.sheet import CharacterSheet
from studio.nouns.vocabulary import Emotion, words
from studio.settings import settings
from studio.weights.storage import warehouse
from tools.engines.vision.character.colours import appearance
from tools.engines.vision.character.colours.match import Look, read_look
from tools.engines.vision.character.head import expression
from tools.engines.vision.character.head.patches import expression_vector
from tools.engines.vision.picture.palette import lab_of
from tools.engines.vision.subject import look, read_picture

_RIDGE = 0.1  # of the mean eigenvalue; best by leaving one character out
# The mesh lies a little differently on every frame: each face is learnt with the frame moved, too.
_SHIFTS = ((0, 0, 1), (0.04, 0.03, 1.04), (-0.04, 0.02, 0.96), (0.02, -0.04, 1.03))
_TURNS = 3


def main(folder: Path) -> None:
    """Calibrate on a folder of labelled renders."""
    models = warehouse(settings()).folder_of("mediapipe")
    labels, uppers, lowers, looks = [], [], [], []
    for path in sorted(folder.glob("*.json")):
        label = json.loads(path.read_text())
        rgb, alpha = read_picture(path.with_suffix(".png"))
        view = look(rgb, models, alpha)
        if view.face is None:
            print(f"no face in {path.stem}")
            continue
        for shift in _SHIFTS:
            upper, lower = expression_vector(rgb, view.face.points, shift)
            labels.append(label["expression"])
            uppers.append(upper)
            lowers.append(lower)
        if _is_plain(label):
            looks.append((label["character"], read_look(view, view.face)))
    eyes = np.array(uppers)
    face = np.concatenate([eyes, np.array(lowers)], axis=1)
    np.savez_compressed(
        expression.TABLE,
        emotions=np.array(words(Emotion)),
        **_classifier("eyes", eyes, labels),
        **_classifier("face", face, labels),
    )
    appearance.TABLE.write_text(json.dumps(_appearances(looks), indent=1) + "\n")
    print(f"{len(labels) // len(_SHIFTS)} faces")


def _is_plain(label: dict[str, object]) -> bool:
    """Whether colours can be learnt from it: a character of the book, by day, as exposed."""
    return (
        label.get("known", "sheet" not in label)
        and label.get("exposure", 0) == 0
        and label.get("time_of_day", "day") == "day"
    )


def _classifier(part: str, rows: np.ndarray, labels: list[str]) -> dict[str, np.ndarray]:
    """Ridge regression from edge directions to 1 for the emotion and 0 for the others, solved in
    the smaller dual form."""
    wanted = (np.array(labels)[:, None] == np.array(words(Emotion))).astype(float)
    mean = rows.mean(0)
    centred = rows - mean
    kernel = centred @ centred.T
    kernel += _RIDGE * np.trace(kernel) / len(kernel) * np.eye(len(kernel))
    weights = centred.T @ np.linalg.solve(kernel, wanted - wanted.mean(0))
    return {f"{part}_mean": mean.astype(np.float32), f"{part}_weights": weights.astype(np.float32)}


def _appearances(looks: list[tuple[str, Look]]) -> dict[str, dict[str, float]]:
    """Per region the line from a sheet's L*a*b* to that seen."""
    sheets = {
        name: CharacterSheet(
            **yaml.safe_load((settings().paths.characters / f"{name}.yaml").read_text())
        )
        for name in {name for name, _ in looks}
    }
    lines: dict[str, dict[str, float]] = defaultdict(
        lambda: {"light": 0.0, "contrast": 1.0, "chroma": 1.0, "a": 0.0, "b": 0.0}
    )
    for _ in range(_TURNS):  # which colour is which becomes clearer with each fit
        pairs = defaultdict(list)
        for name, seen in looks:
            for region, wanted in appearance.sheet_colours(sheets[name]).items():
                known = [lab_of(colour) for colour in wanted]
                for colour, share in seen.seen.get(region, []):
                    if share >= 0.2:
                        value = lab_of(colour)
                        guess = [_apply(lab, lines[region]) for lab in known]
                        nearest = int(np.argmin([np.linalg.norm(value - g) for g in guess]))
                        pairs[region].append((known[nearest], value))
        lines.update({region: _line(found) for region, found in pairs.items()})
    return {region: {k: round(v, 4) for k, v in line.items()} for region, line in lines.items()}


def _apply(lab: np.ndarray, line: dict[str, float]) -> np.ndarray:
    return np.array(
        [
            line["light"] + line["contrast"] * lab[0],
            line["a"] + line["chroma"] * lab[1],
            line["b"] + line["chroma"] * lab[2],
        ]
    )


def _line(pairs: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    sheet, seen = (np.array(side, float) for side in zip(*pairs, strict=True))
    contrast, light = np.polyfit(sheet[:, 0], seen[:, 0], 1)
    middle, shown = sheet[:, 1:].mean(0), seen[:, 1:].mean(0)
    chroma = ((sheet[:, 1:] - middle) * (seen[:, 1:] - shown)).sum()
    chroma /= ((sheet[:, 1:] - middle) ** 2).sum()
    a, b = shown - chroma * middle
    return {"light": light, "contrast": contrast, "chroma": float(chroma), "a": a, "b": b}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
