"""How much more the faces of an edit express than those of its source at the same moments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from tools.engines.vision.caricature.carry import carried
from tools.engines.vision.caricature.expression import neutral
from tools.engines.vision.caricature.landmarks import EXPRESSIVE
from tools.engines.vision.caricature.placing import Placed, place
from tools.engines.vision.caricature.track import Track
from tools.engines.vision.face import find_faces
from tools.engines.vision.footage.alignment.thumbnails import fitted
from tools.engines.vision.footage.alignment.views import View
from tools.engines.vision.footage.upright import some_frames

_LONG_SIDE = 640  # pixels of the frames in which faces are read
_LOOKS = 30  # frames of the edit that are read at most
_AT_REST = 36  # and of the source, to know its faces at rest by
_FEWEST = 3  # faces that make a ratio
_DOUBTFUL = 8  # frames of what may be a face and is none, after which the others get a quick look
_FAINT = 0.012  # eye distances a point from rest, under which a face expresses nothing
_ELSEWHERE = 1.5  # of its size that a face moves between two looks before it is another one

Pair = tuple[int, int, View]


@dataclass(frozen=True)
class _Expected:
    """What a frame of the source shows: its face `placed` at index `at`, at `rest` (468, 3)."""

    placed: Placed
    at: int
    rest: np.ndarray
    grey: np.ndarray

    @property
    def points(self) -> np.ndarray:
        """Mesh points (468, 3) in the source's pixels."""
        return self.placed.track.looks[int(self.placed.frames[self.at])]


def expression_ratio(
    edit: Path,
    source: Path,
    shape: tuple[int, int],
    count: int,
    pairs: Sequence[Pair],
    models: Path,
) -> float | None:
    """Median over `pairs` of frames (number in the edit, in the source, view in shares of the
    frame) of how far lips, lids and brows are from the face at rest in the edit, over how far they
    are in the source, whose `shape` is (width, height) and which has `count` frames. Of its looks
    the calmer half is left out, in which the mesh's noise is most of what deviates. None
    without faces in both, and where the source's express nothing.

    The mesh looks at the source alone; optical flow carries its points to the edit, in the source's
    framing and tones of grey: neither a zoom nor a look is an expression. Each frame's ratio is the
    least squares factor from the deviations before to those after.
    """
    chosen = [pairs[i] for i in np.unique(np.linspace(0, len(pairs) - 1, _LOOKS).astype(int))]
    known = _source(source, shape, count, {moment for _, moment, _ in chosen}, models)
    wanted = {frame: (moment, view) for frame, moment, view in chosen if moment in known}
    found: list[tuple[float, float]] = []
    for number, rgb in _frames(edit, shape, set(wanted)):
        moment, view = wanted[number]
        expected = known[moment]
        laid, inside = _laid_back(rgb, view, np.array(expected.grey.shape[::-1], float))
        points = carried(expected.points, expected.grey, laid, inside)
        if points is not None:
            before, after = _away(expected.points, expected), _away(points, expected)
            square = max(float((before**2).sum()), 1e-9)
            found.append((square**0.5, float((before * after).sum()) / square))
    lively = sorted(found, reverse=True)[: max((len(found) + 1) // 2, _FEWEST)]
    told = [ratio for length, ratio in lively if length > _FAINT * np.sqrt(len(EXPRESSIVE))]
    return float(np.median(told)) if len(told) >= _FEWEST else None


def _frames(
    path: Path, shape: tuple[int, int], wanted: set[int]
) -> Iterator[tuple[int, np.ndarray]]:
    """(number, RGB) of some frames, in the part of them that has the shape."""
    for number, rgb in some_frames(path, _LONG_SIDE, wanted):
        yield number, np.ascontiguousarray(fitted(rgb, shape))


def _source(
    path: Path, shape: tuple[int, int], count: int, moments: set[int], models: Path
) -> dict[int, _Expected]:
    """What the source shows at some moments; its faces at rest are known by the whole of it."""
    spread = np.linspace(0, count - 1, min(_AT_REST, count)).astype(int)
    tracks: list[Track] = []
    greys: dict[int, np.ndarray] = {}
    before: np.ndarray | None = None
    doubtful = 0
    for number, rgb in _frames(path, shape, moments | set(spread.tolist())):
        faces = find_faces(rgb, models, patient=bool(tracks) or doubtful < _DOUBTFUL)
        face = next((f for f in faces if f.meshed), None)
        if face is None:
            doubtful += bool(faces)
            continue
        if before is None or _apart(before, face.points) > _ELSEWHERE:
            tracks.append(Track())
        tracks[-1].looks[number] = before = face.points
        if number in moments:
            greys[number] = _grey(rgb)
    found = {}
    for track in tracks:
        placed = place(track, 1.0)  # too few looks a second to smooth over them
        rests = neutral(placed)
        for at, number in enumerate(placed.frames):
            if int(number) in greys:
                grey = greys[int(number)]
                found[int(number)] = _Expected(placed, at, rests[at], grey)
    return found


def _apart(points: np.ndarray, others: np.ndarray) -> float:
    """How far two faces are from each other, in sizes of the larger one."""
    gap = np.hypot(*(points.mean(0) - others.mean(0))[:2])
    return float(gap / max(np.ptp(points[:, 1]), np.ptp(others[:, 1]), 1.0))


def _away(points: np.ndarray, expected: _Expected) -> np.ndarray:
    """How far the expressive ones of mesh points are from rest (n, 2), in eye distances."""
    shape = expected.placed.to_face(expected.at, points)
    return (shape - expected.rest)[EXPRESSIVE, :2]


def _laid_back(rgb: np.ndarray, view: View, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A frame of the edit in the framing of a source of that `size` (width, height), in grey, and
    where it shows anything."""
    # From pixels of one to those of the other, whose centres are half a pixel from the corner.
    matrix = view[:, :2] * size[:, None] / np.array(rgb.shape[1::-1], float)
    shift = view[:, 2] * size - 0.5 + matrix @ np.array([0.5, 0.5])
    whole = np.column_stack([matrix, shift])
    area = tuple(size.astype(int).tolist())
    laid = cv2.warpAffine(_grey(rgb), whole, area, borderMode=cv2.BORDER_REPLICATE)
    return laid, cv2.warpAffine(np.ones(rgb.shape[:2], np.uint8), whole, area)


def _grey(rgb: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
