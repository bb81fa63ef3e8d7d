"""How much more the faces of an edit express than those of its source at the same moments."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tools.engines.vision.face import Face, find_faces
from tools.engines.vision.footage.features import features
from tools.engines.vision.footage.mapping.thumbnails import fitted
from tools.engines.vision.footage.upright import upright_frames

_LONG_SIDE = 640  # pixels of the frames in which faces are read
_LOOKS = 30  # frames of each video that are read at most
_FEWEST = 3  # pairs of faces that make a ratio
_TELLING = 0.04  # eye distances from neutral under which a face expresses nothing to compare with
_SAME_FACE = 0.7  # of the face's size: how far apart two faces are the same one


def expression_ratio(
    edit: Path,
    source: Path,
    shape: tuple[int, int],
    pairs: Sequence[tuple[int, int, np.ndarray]],
    models: Path,
) -> float | None:
    """Median over `pairs` of frames (number in the edit, in the source, view that takes places
    0..1 of the edit's frame to those of the source's (2, 3)) of how far the features are from
    neutral: in the edit over in the source, whose `shape` is (width, height). None without faces in
    both.

    Neutral is a closed mouth, and else what is usual for the face in the source.
    """
    chosen = [pairs[i] for i in np.unique(np.linspace(0, len(pairs) - 1, _LOOKS).astype(int))]
    theirs = _faces(source, {moment for _, moment, _ in chosen}, shape, models)
    mine = _faces(edit, {frame for frame, _, _ in chosen}, shape, models)
    both = []
    for frame, moment, view in chosen:
        for found in theirs.get(moment, [])[:1]:
            same = _same(found, mine.get(frame, []), view)
            if same is not None:
                both.append((features(same[0]), features(found[0])))
    if len(both) < _FEWEST:
        return None
    neutral = np.median([theirs for _, theirs in both], axis=0)
    neutral[0] = 0.0  # the mouth is shut
    away = [[float(np.linalg.norm(values - neutral)) for values in pair] for pair in both]
    ratios = [mine / theirs for mine, theirs in away if theirs > _TELLING]
    return float(np.median(ratios)) if len(ratios) >= _FEWEST else None


Seen = tuple[Face, np.ndarray, float]  # a face, its centre 0..1 of the frame (2,), its size


def _faces(
    path: Path, wanted: set[int], shape: tuple[int, int], models: Path
) -> dict[int, list[Seen]]:
    """The meshed faces of some frames, largest first, in the part of them that has the shape."""
    found: dict[int, list[Seen]] = {}
    for number, (_, rgb) in enumerate(upright_frames(path, _LONG_SIDE)):
        if number in wanted:
            rgb = np.ascontiguousarray(fitted(rgb, shape))
            size = np.array(rgb.shape[1::-1], float)
            found[number] = [
                (face, (face.box[:2] + face.box[2:]) / 2 / size, face.size / size[0])
                for face in find_faces(rgb, models)
                if face.meshed
            ]
        if number >= max(wanted, default=0):
            break
    return found


def _same(source: Seen, faces: list[Seen], view: np.ndarray) -> Seen | None:
    """The one of the edit's faces that lies where the source's does."""
    for face in faces:
        place = view[:, :2] @ face[1] + view[:, 2]
        if np.abs(place - source[1]).max() < _SAME_FACE * source[2]:
            return face
    return None
