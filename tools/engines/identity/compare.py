"""Whether the faces of a video are the one that a picture shows."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tools.engines.identity.embed import embedded, five_points, identify
from tools.engines.identity.networks import FaceNetwork
from tools.engines.identity.requests import CompareFaces, Identify, Likenesses
from tools.engines.vision.blaze import iou
from tools.engines.vision.face import find_faces
from tools.engines.vision.footage.upright import upright_frames

_LOOKS = 5  # frames of each face
_LARGEST = 4096  # pixels of a frame
_SAME = 0.3  # intersection over union of a face with the box that is meant


def compare_faces(request: CompareFaces, network: FaceNetwork, faces: Path) -> Likenesses:
    """Compare them. ToolError for a picture without a face."""
    wanted = np.array(identify(Identify(path=request.like), network, faces)["embedding"])
    due: dict[float, list[tuple[int, np.ndarray]]] = {}
    for number, one in enumerate(request.faces):
        picks = np.unique(np.linspace(0, len(one["times"]) - 1, _LOOKS).round().astype(int))
        for pick in picks:
            box = np.asarray(one["boxes"][pick], float)
            due.setdefault(float(one["times"][pick]), []).append((number, box))
    found: list[list[float]] = [[] for _ in request.faces]
    for time, rgb in _frames(request.path, sorted(due)):
        seen = [face for face in find_faces(rgb, faces, thorough=True) if face.meshed]
        for number, box in due[time]:
            face = max(seen, key=lambda one: iou(one.box, box), default=None)
            if face is not None and iou(face.box, box) > _SAME:
                found[number].append(_cosine(embedded(rgb, five_points(face), network), wanted))
    return {
        "faces": [round(float(np.median(one)), 3) if one else None for one in found],
        "looks": [len(one) for one in found],
    }


def _frames(path: Path, times: list[float]) -> Iterator[tuple[float, np.ndarray]]:
    """Each of the times, in order, with the frame that is shown then."""
    waiting, shown = list(times), None
    for time, rgb in upright_frames(path, _LARGEST):
        while waiting and shown is not None and waiting[0] < time - 1e-3:
            yield waiting.pop(0), shown
        shown = rgb
    for time in waiting:
        yield time, shown


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / max(np.linalg.norm(one) * np.linalg.norm(other), 1e-9))
