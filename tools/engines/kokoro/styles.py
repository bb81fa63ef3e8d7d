"""The style of a line: a blend of Kokoro's voices, in timbre and in the way of speaking apart.

A voice file holds a table of vectors, one for each count of phonemes. Of its 256 numbers the
first 128 go to the decoder, which makes the sound, the last 128 to the predictors of durations,
pitch and loudness (Kokoro's KModel.forward).
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.engines.worker.serve import BadInput

TIMBRE = slice(0, 128)
WAY = slice(128, 256)


def style(
    folder: Path, timbre: Mapping[str, float], way: Mapping[str, float], count: int
) -> NDArray[np.float32]:
    """The style of shape (256,) for a line of `count` phonemes: weights by voice name."""
    vector = np.empty(256, np.float32)
    vector[TIMBRE] = _blend(folder, timbre, count)[TIMBRE]
    vector[WAY] = _blend(folder, way, count)[WAY]
    return vector


def voices(folder: Path) -> list[str]:
    """The names of the voices whose vectors are here."""
    return sorted(path.stem for path in folder.glob("*.bin"))


def _blend(folder: Path, weights: Mapping[str, float], count: int) -> NDArray[np.float32]:
    total = sum(weights.values())
    if not weights or total <= 0:
        raise BadInput("a blend of no voices", "give at least one voice a weight above 0")
    tables = [_table(folder / f"{name}.bin") for name in weights]
    row = min(max(count - 1, 0), len(tables[0]) - 1)
    parts = [table[row] * (w / total) for table, w in zip(tables, weights.values(), strict=True)]
    return np.sum(parts, axis=0, dtype=np.float32)


@cache
def _table(path: Path) -> NDArray[np.float32]:
    if not path.is_file():
        known = ", ".join(voices(path.parent)) or "none"
        raise BadInput(f"there is no voice {path.stem!r} to blend", f"one of: {known}")
    return np.fromfile(path, "<f4").reshape(-1, 256)
