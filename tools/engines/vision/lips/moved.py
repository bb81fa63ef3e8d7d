"""How far the lips in an edit move otherwise than in its source."""

from pathlib import Path

import numpy as np

from tools.engines.base import Progress
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.footage.mouth import openings
from tools.engines.vision.lips.requests import CompareLips, LipsMoved

_SIDE = 480  # pixels of the longer side
_LEAST = 6  # frames in which both mouths must be read


def compare_lips(request: CompareLips, progress: Progress, models: Path) -> LipsMoved:
    """Of the frames at the same times from `start` on: see LipsMoved."""
    mine, theirs = (
        openings(read_frames(one, _SIDE), models)[:2] for one in (request.path, request.source)
    )
    progress(0.9, "comparing the lips")
    (times, edit), (known, source) = mine, theirs
    seen = np.isfinite(source)
    if seen.sum() < _LEAST:
        return {"lips": None}
    there = np.interp(times, known[seen], source[seen])
    both = np.isfinite(edit) & (times >= request.start) & (times <= known[-1])
    if both.sum() < _LEAST:
        return {"lips": None}
    return {"lips": round(float(np.sqrt(np.mean((edit - there)[both] ** 2))), 4)}
