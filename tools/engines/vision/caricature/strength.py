"""How much stronger the expressions of a video became, measured on its own frames."""

from pathlib import Path

import numpy as np

from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.media.frames import pictures
from tools.engines.vision.caricature.carry import carried
from tools.engines.vision.caricature.expression import neutral
from tools.engines.vision.caricature.landmarks import EXPRESSIVE
from tools.engines.vision.caricature.placing import Placed

_LOOKS = 24  # frames of each face


def measure_strength(
    footage: Footage, result: Path, tracked: list[Placed], shares: list[np.ndarray]
) -> float:
    """Optical flow carries the mesh's points to the frames of the result. Each frame's ratio is the
    least squares factor from the deviations (of lips, lids and brows from the face at rest) before
    to those after; their median is returned. Frames that are fading and the calmer half, where the
    mesh's noise is most of what deviates, are left out.
    """
    wanted: dict[int, list[tuple[Placed, int, np.ndarray]]] = {}
    for placed, share in zip(tracked, shares, strict=True):
        rest = neutral(placed)
        effort = np.linalg.norm((placed.shapes - rest)[:, EXPRESSIVE, :2], axis=(1, 2))
        effort[share < share.max()] = -1
        lively = np.sort(np.argsort(-effort)[: max(1, int((effort >= 0).sum()) // 2)])
        for at in lively[np.unique(np.linspace(0, len(lively) - 1, _LOOKS).astype(int))]:
            wanted.setdefault(int(placed.frames[at]), []).append((placed, int(at), rest[at]))
    ratios = []
    for number, (old, new) in enumerate(
        zip(pictures(footage), pictures(read(result)), strict=True)
    ):
        if number > max(wanted, default=-1):
            break
        for placed, at, rest in wanted.get(number, ()):
            ratio = _ratio(placed, at, rest, _luma(old), _luma(new))
            ratios += [] if ratio is None else [ratio]
    return float(np.median(ratios)) if ratios else 1.0


def _ratio(
    placed: Placed, at: int, rest: np.ndarray, old: np.ndarray, new: np.ndarray
) -> float | None:
    points = placed.track.looks[int(placed.frames[at])]
    moved = carried(points, old, new)
    if moved is None:
        return None
    before, after = (
        (placed.to_face(at, found) - rest)[EXPRESSIVE, :2] for found in (points, moved)
    )
    return float((before * after).sum() / max(float((before**2).sum()), 1e-9))


def _luma(frame: np.ndarray) -> np.ndarray:
    return frame[: frame.shape[0] * 2 // 3]
