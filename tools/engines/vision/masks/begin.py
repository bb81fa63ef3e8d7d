"""Which pixels are the subject, in one frame."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from studio.errors import ToolError
from tools.engines.optical_flow import dense_flow, pixel_grid
from tools.engines.vision.face import find_faces
from tools.engines.vision.masks.colours import alike, cut, unlike_around
from tools.engines.vision.masks.contrast import edge_contrast
from tools.engines.vision.masks.follow import edge_anew, tidy
from tools.engines.vision.picture.cutting import figure_in
from tools.engines.vision.subject import segment

_LEAST, _MOST = 0.004, 0.8  # share of the picture that a subject may take up
_BELIEF = 0.75  # of the network in a figure at a point; in other things it has some too
_SEED = 0.012  # of the longer side: a disc around a point that is sure to be the subject
_LEFT = 0.15  # of a box that must have other colours, or its surroundings tell nothing
_STEPS = (7, 3)  # of CIELAB in 8 bits: how far colours of one surface are apart, at most
_CLEARER = 5.0  # of an edge's contrast: by less another start is no better than the first
_NEAR = 0.3  # of the longer side, around a point in which its subject is looked for
_FACES = 10  # times its face that a figure takes up which reaches from side to side
_IN_FACE = 0.4  # of a face's box that its figure takes up
_WIDER, _HIGHER, _LOWER = 1.2, 0.6, 6.0  # sizes of a face by which its figure reaches beyond it
_APART = 1.0  # pixels that the subject moves otherwise than the rest
_TIMES = 3.0  # as much as the rest's own unrest


def by_box(frame: np.ndarray, box: Sequence[float]) -> np.ndarray:
    """The mask (h, w) bool of what a box (x0, y0, x1, y1) in pixels holds, in a BGR uint8 frame.
    ToolError for a box that holds nothing of the frame, or all of it."""
    height, width = frame.shape[:2]
    x0, x1 = (int(np.clip(round(x), 0, width)) for x in (box[0], box[2]))
    y0, y1 = (int(np.clip(round(y), 0, height)) for y in (box[1], box[3]))
    if x1 - x0 < 4 or y1 - y0 < 4:
        raise ToolError(
            "the box holds nothing of the frame.",
            "Give x0, y0, x1, y1 in its pixels, from left to right and from top to bottom.",
        )
    if (x1 - x0) * (y1 - y0) > 0.98 * height * width:
        raise ToolError(
            "the box holds the whole frame: nothing is left to tell the subject from.",
            "Draw it closer around the subject.",
        )
    other = unlike_around(frame, x0, y0, x1, y1)
    tells = other.mean() > _LEFT
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    marks[y0:y1, x0:x1] = np.where(other | (not tells), cv2.GC_PR_FGD, cv2.GC_PR_BGD)
    return cut(frame, marks)


def by_point(frame: np.ndarray, point: Sequence[float], models: Path) -> np.ndarray:
    """The mask (h, w) bool of what lies at a point (x, y) in pixels of a BGR uint8 frame: the
    figure there, else what its colours reach. ToolError for a point outside."""
    height, width = frame.shape[:2]
    x, y = (round(value) for value in point)
    if not (0 <= x < width and 0 <= y < height):
        raise ToolError(
            "the point lies outside the frame.", "Give x and y in pixels of the video's frame."
        )
    rgb = np.ascontiguousarray(frame[..., ::-1])
    figure = figure_in(rgb, models) > 0.5
    patches = cv2.connectedComponents(figure.astype(np.uint8))[1]
    own = patches == patches[y, x]
    if patches[y, x] and _LEAST < own.mean() < _MOST and segment(rgb, models)[own].mean() > _BELIEF:
        return own
    return _by_colours(frame, x, y)


def _by_colours(frame: np.ndarray, x: int, y: int) -> np.ndarray:
    """What the colours at a point reach: from pixel to pixel, or as far as they are none of the
    surroundings'. Of these starts the one whose edge is the clearest; the first, where all are."""
    height, width = frame.shape[:2]
    seed, reach = (round(share * max(height, width)) for share in (_SEED, _NEAR))
    x0, y0 = max(0, x - reach), max(0, y - reach)
    x1, y1 = min(width, x + reach + 1), min(height, y + reach + 1)
    sure, near = np.zeros((2, height, width), np.uint8)
    cv2.circle(sure, (x, y), max(2, seed), 1, cv2.FILLED)
    cv2.circle(near, (x, y), reach, 1, cv2.FILLED)
    other = np.zeros((height, width), bool)
    other[y0:y1, x0:x1] = unlike_around(frame, x0, y0, x1, y1)
    found: list[tuple[float, np.ndarray]] = []
    for start in (*(alike(frame, x, y, step) for step in _STEPS), other):
        marks = np.full((height, width), cv2.GC_BGD, np.uint8)
        marks[near > 0] = np.where(start[near > 0], cv2.GC_PR_FGD, cv2.GC_PR_BGD)
        marks[sure > 0] = cv2.GC_FGD
        patches = cv2.connectedComponents(cut(frame, marks).astype(np.uint8))[1]
        own = (patches == patches[y, x]) & (patches > 0)
        found.append((edge_contrast(frame, own), own))
    clearest = max(found, key=lambda one: one[0])
    return (clearest if clearest[0] > found[0][0] + _CLEARER else found[0])[1]


def by_face(frame: np.ndarray, face: Sequence[float], models: Path) -> np.ndarray:
    """The mask (h, w) bool of the figure whose face a box (x0, y0, x1, y1) in pixels of a BGR uint8
    frame holds; figures that touch each other are one. Empty where none stands out."""
    height, width = frame.shape[:2]
    x0, y0, x1, y1 = (float(side) for side in face)
    size = max(x1 - x0, y1 - y0)
    columns = slice(max(0, round(x0)), min(width, round(x1)))
    rows = slice(max(0, round(y0)), min(height, round(y1)))
    figure = figure_in(np.ascontiguousarray(frame[..., ::-1]), models) > 0.5
    patches = cv2.connectedComponents(figure.astype(np.uint8))[1]
    inside = patches[rows, columns]
    counts = np.bincount(inside.ravel(), minlength=2)[1:]
    if inside.size and counts.max() > _IN_FACE * inside.size:
        own = patches == 1 + int(counts.argmax())
        if own.mean() < _MOST:
            return tidy(own)
    left, right = (max(0, round(x0 - _WIDER * size)), min(width, round(x1 + _WIDER * size)))
    top, bottom = (max(0, round(y0 - _HIGHER * size)), min(height, round(y1 + _LOWER * size)))
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    marks[top:bottom, left:right] = cv2.GC_PR_FGD
    marks[rows, columns] = cv2.GC_FGD
    return cut(frame, marks) if (marks == cv2.GC_BGD).any() else np.zeros((height, width), bool)


def by_itself(
    frame: np.ndarray, other: np.ndarray | None, models: Path
) -> tuple[np.ndarray, str] | None:
    """The mask (h, w) bool of the figure in front, and "figure"; where none is sure, of what moves
    otherwise than the rest from this frame to the `other`, and "motion". None where there is
    neither."""
    figure, is_sure = figure_of(frame, models)
    if is_sure:
        return figure, "figure"
    moving = None if other is None else _moving(frame, other)
    if moving is not None:
        return moving, "motion"
    return (figure, "figure") if figure.any() else None


def figure_of(frame: np.ndarray, models: Path) -> tuple[np.ndarray, bool]:
    """The mask (h, w) bool of the figure in front of a BGR uint8 frame, empty where there is none,
    and whether it is sure: it has a face, and does not spread over the whole width around it."""
    rgb = np.ascontiguousarray(frame[..., ::-1])
    figure = figure_in(rgb, models) > 0.5
    if not _LEAST < figure.mean() < _MOST:
        return np.zeros_like(figure), False
    faces = find_faces(rgb, models)
    if not faces:
        return tidy(figure), False
    spreads = figure[:, :2].any() and figure[:, -2:].any()
    return tidy(figure), not (spreads and figure.sum() > _FACES * faces[0].size ** 2)


def _moving(frame: np.ndarray, other: np.ndarray) -> np.ndarray | None:
    """What moves otherwise than the camera makes the rest move."""
    grey, later = (cv2.cvtColor(one, cv2.COLOR_BGR2GRAY) for one in (frame, other))
    flow = dense_flow(grey, later)
    columns, rows = pixel_grid(*grey.shape)
    start = np.stack([columns, rows], -1)[::8, ::8].reshape(-1, 2)
    end = start + flow[::8, ::8].reshape(-1, 2)
    camera, _ = cv2.estimateAffinePartial2D(start, end, ransacReprojThreshold=1.0)
    if camera is None:
        return None
    rest_x = camera[0, 0] * columns + camera[0, 1] * rows + camera[0, 2] - columns
    rest_y = camera[1, 0] * columns + camera[1, 1] * rows + camera[1, 2] - rows
    apart = np.hypot(flow[..., 0] - rest_x, flow[..., 1] - rest_y)
    far = apart > max(_APART, _TIMES * float(np.median(apart)))
    patches = cv2.connectedComponentsWithStats(far.astype(np.uint8))
    sizes = patches[2][1:, cv2.CC_STAT_AREA]
    if not len(sizes) or not _LEAST < sizes.max() / far.size < _MOST:
        return None
    return edge_anew(frame, patches[1] == 1 + int(sizes.argmax()), band=0.03)
