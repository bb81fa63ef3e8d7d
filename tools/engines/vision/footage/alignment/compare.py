"""What an edit did to its source, from the pictures alone."""

from pathlib import Path
from typing import Any

import numpy as np
import scipy

from tools.engines.base import Progress
from tools.engines.vision.footage.action import MOVES, read_action, spaced
from tools.engines.vision.footage.alignment.colours import colour_change
from tools.engines.vision.footage.alignment.cropped import cropped_windows
from tools.engines.vision.footage.alignment.enlarged import found_enlarged
from tools.engines.vision.footage.alignment.expressions import expression_ratio
from tools.engines.vision.footage.alignment.match import Match
from tools.engines.vision.footage.alignment.speeds import KEPT_UP, Part, parts_of
from tools.engines.vision.footage.alignment.thumbnails import Thumbnails, read_thumbnails
from tools.engines.vision.footage.alignment.views import IDENTITY, View, enlargement
from tools.engines.vision.requests import CompareFootage, Found

_HELD = 0.04  # speeds nearer to 0 are a hold; retime_video() goes down to 0.05
_WHOLE = 0.95  # share of the frames from which it is the source that one sees
_PEAK = 3  # frames: a zoom that only one of them shows is a mistake


def compare_footage(request: CompareFootage, progress: Progress, models: Path) -> Found:
    """`path` of a video and of its `source`. See SourceComparison."""
    path, shot = request.path, request.source
    source = read_thumbnails(shot, windows=cropped_windows(path, shot))
    progress(0.2, "reading the edit")
    edit = read_thumbnails(path, source.size)
    progress(0.4, "looking for its moments in the source")
    found = Match(edit, source)
    shown = found.shown()
    parts = parts_of(found.path, shown & _timed(found, source))
    frames, told = np.flatnonzero(shown), found.told(shown)
    matched = round(float(shown[told].mean()), 3) if told.any() else None
    doubtful = matched is not None and matched < _WHOLE
    progress(0.7, "comparing colours and faces")
    return {
        "matched": matched,
        "parts_found": found_enlarged(shot, source) if doubtful else None,
        **_speeds([part for part in parts if part.sure], found, edit, source),
        **_pictures(edit, source, found, frames),
        "expression": _expression(request, edit, source, found, frames, models),
    }


def _timed(found: Match, source: Thumbnails) -> np.ndarray:
    """(n,): of which frames it can be told when they were. Seen through a view that is not the
    whole, a photograph before which the camera drifts shows the same at any time."""
    whole = np.array([view is IDENTITY for view in found.views])
    frames = spaced(zip(source.times, source.finer, strict=True))
    return whole | (not whole.all() and read_action(frames).moves >= MOVES)


def _speeds(
    parts: list[Part], found: Match, edit: Thumbnails, source: Thumbnails
) -> dict[str, Any]:
    told, held = [], 0.0
    for part in parts:
        speed = part.slope * source.step / edit.step
        start = float(edit.times[part.first])
        end = float(edit.times[part.last - 1]) + edit.step
        told.append({"start": round(start, 3), "end": round(end, 3), "speed": round(speed, 3)})
        if abs(speed) <= _HELD:
            # For so long the source shows the same: a spread is that of an even distribution.
            spread = float(np.median(found.path.spread[part.first : part.last]))
            own = max(1.0, float(np.sqrt(12) * spread)) * source.step
            held = max(held, end - start - own)
    kept = [
        part["speed"]
        for part in told
        if part["speed"] > _HELD and part["end"] - part["start"] >= KEPT_UP
    ]
    back = sum(
        part.last - part.first
        for part, words in zip(parts, told, strict=True)
        if words["speed"] < -_HELD
    )
    return {
        "parts": told,
        "slowest": min(kept, default=None),
        "fastest": max(kept, default=None),
        "held": round(held, 3),
        "backwards": round(back / len(edit.times), 3),
    }


def _pictures(
    edit: Thumbnails, source: Thumbnails, found: Match, frames: np.ndarray
) -> dict[str, Any]:
    if frames.size == 0:
        return {"zoom": 1.0, "colour": 0.0, "saturation": None, "luminance": None}
    zooms = scipy.ndimage.median_filter(
        [enlargement(found.views[i]) for i in frames], _PEAK, mode="nearest"
    )
    change = colour_change(edit, source, found, frames)
    return {
        "zoom": round(max(float(zooms.max()), 1.0), 2),
        "colour": round(change.difference, 2),
        "saturation": None if change.saturation is None else round(change.saturation, 3),
        "luminance": None if change.luminance is None else round(change.luminance, 3),
    }


def _expression(
    request: CompareFootage,
    edit: Thumbnails,
    source: Thumbnails,
    found: Match,
    frames: np.ndarray,
    models: Path,
) -> float | None:
    moments = np.clip(np.round(found.path.place[frames]).astype(int), 0, len(source.times) - 1)
    begin = request.start if request.start >= 0 else float(source.times[-1]) + request.start
    end = np.inf if request.end is None else request.end
    pairs = [
        (int(edit.numbers[i]), int(source.numbers[j]), _of_shares(found.views[i], edit.size))
        for i, j in zip(frames, moments, strict=True)
        if begin <= source.times[j] < end
    ]
    files = request.path, request.source
    ratio = (
        expression_ratio(*files, source.size, int(source.numbers[-1]) + 1, pairs, models)
        if pairs
        else None
    )
    return None if ratio is None else round(ratio, 3)


def _of_shares(view: View, size: tuple[int, int]) -> View:
    """A view of pixels, whose centres are at whole numbers, as one of places from 0 to 1."""
    scale = np.array(size, np.float32)
    shift = view[:, 2] + 0.5 - view[:, :2] @ np.array([0.5, 0.5], np.float32)
    return np.column_stack([view[:, :2] * scale / scale[:, None], shift / scale])
