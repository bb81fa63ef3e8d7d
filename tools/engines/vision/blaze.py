"""The BlazeFace family of detectors: anchors, decoding, merging of overlapping finds.

Source: V. Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs",
2019; the anchor layouts are those that the models were trained with.
"""

from dataclasses import dataclass

import numpy as np

from tools.engines.vision.model import Model, sigmoid
from tools.engines.vision.region import Region


@dataclass(frozen=True)
class Layout:
    """`grids` are (cells per side, anchors per cell) in the order of the outputs; `darkest`: what
    the network takes black for, where white is 1."""

    grids: tuple[tuple[int, int], ...]
    keypoints: int
    darkest: float = -1.0

    def centres(self) -> np.ndarray:
        """Anchor centres (n, 2) in 0..1."""
        rows = []
        for cells, repeat in self.grids:
            axis = (np.arange(cells) + 0.5) / cells
            grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
            rows.append(np.repeat(grid, repeat, axis=0))
        return np.concatenate(rows)


SHORT_RANGE = Layout(((16, 2), (8, 6)), 6)
FULL_RANGE = Layout(((48, 1),), 6)
BODY = Layout(((28, 2), (14, 2), (7, 6)), 4)
PALM = Layout(((24, 2), (12, 6)), 7, 0.0)


@dataclass(frozen=True)
class Detection:
    """`box` is x0, y0, x1, y1 and `keypoints` (n, 2), all in picture pixels."""

    score: float
    box: np.ndarray
    keypoints: np.ndarray


def detect(
    model: Model, layout: Layout, picture: np.ndarray, region: Region, threshold: float
) -> list[Detection]:
    """What the detector finds in `region` of an RGB uint8 picture, best first."""
    raw, logits = model(region.crop(picture, model.size), layout.darkest)
    scores = sigmoid(logits[:, 0])
    keep = np.flatnonzero(scores >= threshold)
    centres = layout.centres()[keep] * model.size
    values = raw[keep].astype(float)
    points = values[:, 4:].reshape(len(keep), layout.keypoints, 2) + centres[:, None]
    middle, half = values[:, :2] + centres, values[:, 2:4] / 2
    boxes = np.concatenate([middle - half, middle + half], axis=1)
    found = []
    for box, keys, score in _merge(boxes, points, scores[keep]):
        corners = region.to_picture(box.reshape(2, 2), model.size).reshape(4)
        found.append(Detection(score, corners, region.to_picture(keys, model.size)))
    return found


def _merge(
    boxes: np.ndarray, points: np.ndarray, scores: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Weighted non-maximum suppression: overlapping finds are averaged by their scores."""
    left = list(np.argsort(-scores))
    merged = []
    while left:
        overlap = np.array([iou(boxes[left[0]], boxes[i]) for i in left])
        group = [i for i, o in zip(left, overlap, strict=True) if o > 0.3]
        weights = scores[group] / scores[group].sum()
        merged.append(
            (
                np.tensordot(weights, boxes[group], 1),
                np.tensordot(weights, points[group], 1),
                float(scores[group[0]]),
            )
        )
        left = [i for i in left if i not in group]
    return merged


def iou(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes x0, y0, x1, y1."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    shared = float(np.prod(np.clip(sides, 0, None)))
    both = float(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2])) - shared
    return shared / both if both > 0 else 0.0


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Share of the smaller of two boxes x0, y0, x1, y1 that lies in the other."""
    sides = np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2])
    smaller = min(float(np.prod(a[2:] - a[:2])), float(np.prod(b[2:] - b[:2])))
    return float(np.prod(np.clip(sides, 0, None))) / smaller if smaller > 0 else 0.0
