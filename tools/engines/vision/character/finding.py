"""When and where a character is seen in a video: by its colours and the shape of its head."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.base import Progress
from tools.engines.vision.character.colours.match import Look
from tools.engines.vision.character.compare import Sighting, sightings
from tools.engines.vision.character.head.shape import differences, read_shape
from tools.engines.vision.character.legible import COLOURS
from tools.engines.vision.footage.upright import upright_frames, upright_size
from tools.engines.vision.shots.requests import (
    Appearance,
    DetectScenes,
    FindCharacter,
    FoundCharacter,
)
from tools.engines.vision.shots.scenes import detect_scenes
from tools.engines.vision.subject import look

_LOOKS = 4.0  # looks a second
_MOST = 240  # looks at a video; a longer one is looked at more rarely
_LONG_SIDE = 640  # pixels
_FAR = 13.0  # CIEDE2000 from the sheet, from which it is somebody else
_SHAPE = 1.5  # of a head whose shape is another character's (from 1 on), seen in one frame alone
_NEAR = 1.2  # face sizes that a face goes from one look to the next


def find_character(request: FindCharacter, progress: Progress, models: Path) -> FoundCharacter:
    """The appearances of a character in a video. See the tool of that name."""
    sheets = {name: CharacterSheet(**sheet) for name, sheet in request.sheets.items()}
    name = request.character
    scenes = detect_scenes(
        DetectScenes(video=request.path), lambda share, note: progress(0.2 * share, note)
    )
    length = scenes["shots"][-1]["end"]
    joints = [shot["start"] for shot in scenes["shots"][1:]]
    step = max(1 / _LOOKS, length / _MOST)
    shown = upright_size(request.path)
    scale = max(1.0, max(shown) / _LONG_SIDE)
    rows: list[list[_Seen]] = []
    for time, rgb in _looks(request.path, step, joints):
        progress(0.2 + 0.8 * time / max(length, step), "looking for the character")
        found = sightings(look(rgb, models), sheets, name)
        same = [one for one in (_seen(s, time, sheets[name], name) for s in found) if one]
        best = max(same, key=lambda seen: seen.certainty, default=None)
        if best is None:
            continue
        if rows and _goes_on(rows[-1][-1], best, step, joints):
            rows[-1].append(best)
        else:
            rows.append([best])
    appearances = [_appearance(row, step, length, joints, scale) for row in rows]
    return {
        "appearances": appearances,
        "seconds": round(sum(one["end"] - one["start"] for one in appearances), 3),
        "duration": length,
        "times": [round(seen.time, 3) for row in rows for seen in row],
        "boxes": [_pixels(seen.box, scale) for row in rows for seen in row],
    }


class _Seen:
    """A face that is the character's at a time, how surely, and how far from the sheet."""

    def __init__(self, time: float, box: np.ndarray, certainty: float, difference: float):
        self.time, self.box = time, box
        self.certainty, self.difference = certainty, difference


def _looks(path: Path, step: float, joints: list[float]) -> Iterator[tuple[float, np.ndarray]]:
    """Frames every `step` seconds, and the first of each shot."""
    due, last = 0.0, -1.0
    for time, rgb in upright_frames(path, _LONG_SIDE):
        if time + 1e-3 >= due or any(last < at - 1e-3 <= time for at in joints):
            yield time, rgb
            due = time + step
        last = time


def _seen(sighting: Sighting, time: float, sheet: CharacterSheet, name: str) -> _Seen | None:
    """None for a face that is somebody else's, or too small to tell."""
    if sighting.height < COLOURS:
        return None
    gap = sighting.gaps[name]
    others = [other for key, other in sighting.gaps.items() if key != name]
    if gap > _FAR or (others and min(others) < gap):
        return None
    if _another_head(sighting, sighting.look, sheet):
        return None
    clear = np.clip((min(others) - gap) / 4, 0, 1) if others else 1.0
    near = np.clip((_FAR - gap) / (_FAR / 2), 0, 1)
    return _Seen(time, sighting.face.box, float((clear * near) ** 0.5), gap)


def _another_head(sighting: Sighting, colours: Look, sheet: CharacterSheet) -> bool:
    shape = read_shape(sighting.view, sighting.face, colours, sheet)
    return shape is not None and max(differences(shape, sheet).values()) > _SHAPE


def _goes_on(before: _Seen, now: _Seen, step: float, joints: list[float]) -> bool:
    """Whether a face is seen on: soon, in the same shot, near by."""
    if now.time - before.time > 2.5 * step:
        return False
    if any(before.time < at - 1e-3 <= now.time for at in joints):
        return False
    size = float(np.ptp(before.box.reshape(2, 2), axis=0).max())
    moved = np.hypot(*(now.box.reshape(2, 2).mean(0) - before.box.reshape(2, 2).mean(0)))
    return bool(moved < _NEAR * size * max(1.0, (now.time - before.time) / step))


def _appearance(
    row: list[_Seen], step: float, length: float, joints: list[float], scale: float
) -> Appearance:
    """From the first look to the last, and half a step about them within the shot; to the shot's
    own end where there was no time for another look."""
    first, last = row[0].time, row[-1].time
    low = max([at for at in (0.0, *joints) if at <= first + 1e-3], default=0.0)
    high = min([at for at in (*joints, length) if at > last + 1e-3], default=length)
    middle = row[len(row) // 2]
    return {
        "start": round(max(first - step / 2, low), 3),
        "end": round(high if high - last <= step else last + step / 2, 3),
        "box": _pixels(middle.box, scale),
        "certainty": round(float(np.mean([seen.certainty for seen in row])), 3),
        "difference": round(float(np.median([seen.difference for seen in row])), 2),
        "looks": len(row),
    }


def _pixels(box: np.ndarray, scale: float) -> list[float]:
    return [round(float(side) * scale, 1) for side in box]
