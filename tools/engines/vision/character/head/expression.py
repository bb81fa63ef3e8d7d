"""Which emotion a face shows.

A linear classifier over the edge directions of eyes, brows and mouth, fitted by ridge regression on
labelled renders (calibrate.py). The points of the face mesh alone would not do: trained on people,
they do not follow a cartoon's brows and lids.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("expressions.npz")
_SHARPNESS = 8.0  # of the belief: makes a typical margin of the scores a belief of about 0.8


@dataclass(frozen=True)
class Reading:
    """`nearest` emotion; `belief` per emotion (sums to 1); `strength`: how far along the way from
    neutral to the asked emotion the face is (1 is a full expression), None for neutral."""

    nearest: str
    belief: dict[str, float]
    strength: float | None


def read_expression(
    faces: list[tuple[np.ndarray, np.ndarray]], asked: str | None = None, *, speaking: bool = False
) -> Reading:
    """Judge the expression_vector()s of one face, of several frames or looks, by their median
    score. With `speaking` the mouth is left out, since it says words and not feelings."""
    part = "eyes" if speaking else "face"
    table = _table()
    rows = np.array(
        [upper if speaking else np.concatenate([upper, lower]) for upper, lower in faces]
    )
    known = (rows - table[f"{part}_mean"]) @ table[f"{part}_weights"]
    scores = dict(zip(table["emotions"].tolist(), np.median(known, axis=0), strict=True))
    top = max(scores.values())
    weights = {e: float(np.exp(_SHARPNESS * (score - top))) for e, score in scores.items()}
    total = sum(weights.values())
    belief = {e: weight / total for e, weight in weights.items()}
    strength = None
    if asked in scores and asked != "neutral":  # it was not taught what packs bring
        # The classifier answers 1 for the shown emotion and 0 for the others.
        strength = float((scores[asked] - scores["neutral"] + 1) / 2)
    return Reading(max(belief, key=belief.__getitem__), belief, strength)


@cache
def _table() -> dict[str, np.ndarray]:
    with np.load(TABLE) as table:
        return {name: table[name] for name in table.files}
