"""How far the mouth is open in every frame, measured from the pixels."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.face import Face, eye_distance, find_faces, follow

_NOISE = 0.25  # mean 8-bit levels
_UPPER, _LOWER = (13, 82, 312), (14, 87, 317)  # inner lips: middle, and beside it


class MouthReader:
    """Follows one face through the frames of a video."""

    def __init__(self, models: Path):
        self._models = models
        self._face: Face | None = None
        self._last: tuple[np.ndarray, float, str] | None = None

    def read(self, rgb: np.ndarray, head: np.ndarray | None = None) -> tuple[float, str]:
        """(opening, how it was found: "mesh", "head box" or "lost"). From the mesh: the gap of the
        lips over the distance of the eyes. From `head` (x0, y0, x1, y1), when no mesh is found: the
        dark share of its mouth region. NaN when lost. A frame that is held
        is measured once."""
        if self._last is not None and _same(self._last[0], rgb):
            return self._last[1:]
        opening, how = self._measure(rgb, head)
        self._last = (rgb, opening, how)
        return opening, how

    def _measure(self, rgb: np.ndarray, head: np.ndarray | None) -> tuple[float, str]:
        face = follow(rgb, self._models, self._face) if self._face is not None else None
        if face is None or not face.meshed:
            hints = [head] if head is not None else []
            found = find_faces(rgb, self._models, hints=hints)
            face = next((f for f in found if f.meshed), None)
        self._face = face
        if face is not None:
            return lip_gap(face.points), "mesh"
        if head is not None:
            return dark_share(rgb, head), "head box"
        return float("nan"), "lost"


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two frames differ by no more than coding noise."""
    return float(cv2.absdiff(a, b).mean()) < _NOISE


def lip_gap(points: np.ndarray) -> float:
    """Gap of the inner lips over the distance of the eyes, from mesh points (468, 3)."""
    gap = points[list(_LOWER), :2] - points[list(_UPPER), :2]
    return float(np.hypot(gap[:, 0], gap[:, 1]).mean() / eye_distance(points))


def dark_share(rgb: np.ndarray, head: np.ndarray) -> float:
    """Share of dark pixels in the lower middle of a head box: the inside of an open mouth."""
    x0, y0, x1, y1 = head
    wide, high = x1 - x0, y1 - y0
    left, right = int(x0 + 0.3 * wide), int(x0 + 0.7 * wide)
    top, bottom = int(y0 + 0.62 * high), int(y0 + 0.92 * high)
    part = rgb[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if part.size == 0:
        return float("nan")
    level = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2GRAY)
    return float((level < 0.45 * np.median(level)).mean())


def openings(
    frames: Iterable[tuple[float, np.ndarray]], models: Path, heads: list[np.ndarray | None]
) -> tuple[np.ndarray, np.ndarray, dict[str, int]]:
    """(times, openings, how many frames were found how). `heads`: a box or None per frame."""
    reader = MouthReader(models)
    times, values, ways = [], [], {"mesh": 0, "head box": 0, "lost": 0}
    by_way: dict[str, list[int]] = {"mesh": [], "head box": []}
    for index, (time, rgb) in enumerate(frames):
        opening, how = reader.read(rgb, heads[index] if index < len(heads) else None)
        times.append(time)
        values.append(opening)
        ways[how] += 1
        if how in by_way:
            by_way[how].append(index)
    series = np.array(values)
    if ways["mesh"] >= ways["head box"]:  # the two are in different units: keep the commoner
        series[by_way["head box"]] = np.nan
    else:
        series[by_way["mesh"]] = np.nan
    return np.array(times), series, ways
