"""Whether feelings are told apart by how they change a voice."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from benchmarks.voices.listening import Heard
from tools.evaluation.settings import style
from tools.evaluation.speech.voice import shift


def told_apart(heard: Sequence[Heard], feelings: Sequence[str]) -> dict[tuple[str, str], float]:
    """For each pair of feelings the share of lines that lie nearer to their own feeling's mean than
    to the other's, each line left out of the means it is held against (nearest centroid, leave one
    line out). A line is what changed from the same words spoken plainly, in steps of the ear."""
    units = style().voice_emotion.units
    points: dict[str, list[np.ndarray]] = {name: [] for name in feelings}
    for one in heard:
        found = shift(one.voice) if one.voice["plain"] else None
        if found and one.case.emotion in points and one.case.language == "en":
            points[one.case.emotion].append(np.array([found[n] / units[n] for n in units]))
    return {
        (a, b): _share(points[a], points[b])
        for a, b in combinations(feelings, 2)
        if min(len(points[a]), len(points[b])) > 1
    }


def _share(one: list[np.ndarray], other: list[np.ndarray]) -> float:
    right = []
    for own, others in ((one, other), (other, one)):
        away = np.mean(others, axis=0)
        for number, point in enumerate(own):
            home = np.mean([each for k, each in enumerate(own) if k != number], axis=0)
            right.append(np.linalg.norm(point - home) < np.linalg.norm(point - away))
    return float(np.mean(right))
