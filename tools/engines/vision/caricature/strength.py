"""How much stronger the expressions of a video became, measured on its own frames."""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.vision.caricature.expression import neutral
from tools.engines.vision.caricature.film import pictures
from tools.engines.vision.caricature.landmarks import BROWS, CORNERS, LIDS, LOWER_LIP, UPPER_LIP
from tools.engines.vision.caricature.placing import Placed
from tools.engines.vision.caricature.track import look_again

_EXPRESSIVE = sorted({i for part in (*LIDS, *BROWS, *CORNERS, LOWER_LIP, UPPER_LIP) for i in part})
_LOOKS = 24  # frames of each face


def measure_strength(
    footage: Footage, result: Path, tracked: list[Placed], shares: list[np.ndarray], models: Path
) -> float:
    """The mesh is found anew in frames of both videos. Each frame's ratio is the least squares
    factor from the deviations (of lips, lids and brows from the face at rest) before to those
    after; their median is returned. Frames that are fading and the calmer half, where the mesh's
    noise is most of what deviates, are left out.
    """
    wanted: dict[int, list[tuple[Placed, int, np.ndarray]]] = {}
    for placed, share in zip(tracked, shares, strict=True):
        rest = neutral(placed)
        effort = np.linalg.norm((placed.shapes - rest)[:, _EXPRESSIVE, :2], axis=(1, 2))
        effort[share < share.max()] = -1
        lively = np.sort(np.argsort(-effort)[: max(1, int((effort >= 0).sum()) // 2)])
        for at in lively[np.unique(np.linspace(0, len(lively) - 1, _LOOKS).astype(int))]:
            wanted.setdefault(int(placed.frames[at]), []).append((placed, int(at), rest[at]))
    before, after = _away(footage, wanted, models), _away(read(result), wanted, models)
    ratios = [
        float((before[key] * after[key]).sum() / max(float((before[key] ** 2).sum()), 1e-9))
        for key in before.keys() & after.keys()
    ]
    return float(np.median(ratios)) if ratios else 1.0


def _away(
    footage: Footage, wanted: dict[int, list[tuple[Placed, int, np.ndarray]]], models: Path
) -> dict[tuple[int, int], np.ndarray]:
    """Deviation from rest (n, 2) by frame and number of the face in it."""
    found = {}
    for number, frame in enumerate(pictures(footage)):
        if number > max(wanted):
            break
        for face, (placed, at, rest) in enumerate(wanted.get(number, ())):
            rgb = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420)
            points = look_again(rgb, models, placed.track.looks[number])
            if points is not None:
                shape = placed.to_face(at, points)
                found[number, face] = (shape - rest)[_EXPRESSIVE, :2]
    return found
