"""A mask carried from frame to frame.

Dense optical flow carries it; in a band around its edge GrabCut (C. Rother et al., 2004, in OpenCV)
finds the edge anew by the colours of the frame: in a wide band where the flow was so far off that
the edge there is clearer. The colours of subject and background are learnt
of the first frame as well as of the last, so that what goes wrong once does not stay.
"""

import cv2
import numpy as np

from tools.engines.optical_flow import dense_flow, pixel_grid
from tools.engines.vision.masks.contrast import edge_contrast

_BAND = 0.011  # of the picture's longer side, on both sides of the edge
_WIDE_BAND = 0.05  # the same, where the edge lost contrast
_LOST, _CLEARER = 1.5, 3.0  # contrast that it lost, and that it must win by the wide band
_ROUNDS = 1
_LEAST = 30  # pixels of a mask that can be followed
_MARGIN = 3  # bands around the subject that are looked at
_SPECK = 0.02  # of the largest patch; smaller ones are none


def carry(mask: np.ndarray, before: np.ndarray, now: np.ndarray) -> np.ndarray:
    """The mask (h, w) bool of the frame `before` in the frame `now`, BGR uint8 both."""
    if mask.sum() < _LEAST:
        return np.zeros_like(mask)
    greys = [cv2.cvtColor(one, cv2.COLOR_BGR2GRAY) for one in (now, before)]
    flow = dense_flow(*greys)
    columns, rows = pixel_grid(*mask.shape)
    moved = cv2.remap(
        mask.astype(np.float32),
        columns + flow[..., 0],
        rows + flow[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    found = edge_anew(now, moved > 0.5)
    clear = edge_contrast(now, found)
    if clear > edge_contrast(before, mask) - _LOST:
        return found
    other = edge_anew(now, moved > 0.5, _WIDE_BAND)
    return other if edge_contrast(now, other) > clear + _CLEARER else found


def edge_anew(frame: np.ndarray, mask: np.ndarray, band: float = _BAND) -> np.ndarray:
    """The mask (h, w) bool with its edge where the colours of the frame, BGR uint8, change."""
    reach = max(2, round(band * max(mask.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    whole = mask.astype(np.uint8)
    outer, inner = cv2.dilate(whole, kernel), cv2.erode(whole, kernel)
    if not inner.any():  # a thin subject has no inside that far from its edge
        inner = cv2.erode(whole, np.ones((3, 3), np.uint8))
    if not inner.any() or outer.all():
        return mask
    part = _around(outer, _MARGIN * reach)
    marks = np.full(mask.shape, cv2.GC_BGD, np.uint8)
    marks[outer > 0] = cv2.GC_PR_BGD
    marks[mask] = cv2.GC_PR_FGD
    marks[inner > 0] = cv2.GC_FGD
    cut = np.ascontiguousarray(marks[part])
    if not (cut == cv2.GC_BGD).any():
        return mask
    cv2.setRNGSeed(0)  # its clusters begin by chance
    colours = np.zeros((1, 65)), np.zeros((1, 65))
    patch = np.ascontiguousarray(frame[part])
    cv2.grabCut(patch, cut, None, *colours, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.zeros_like(mask)
    found[part] = np.isin(cut, (cv2.GC_FGD, cv2.GC_PR_FGD))
    return tidy(found)


def tidy(mask: np.ndarray) -> np.ndarray:
    """Without specks and pinholes."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    whole = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    count, patches, about, _ = cv2.connectedComponentsWithStats(whole)
    if count < 2:
        return mask
    sizes = about[:, cv2.CC_STAT_AREA].copy()
    sizes[0] = 0
    return (sizes >= _SPECK * sizes.max())[patches] & (patches > 0)


def soft_edge(mask: np.ndarray, frame: np.ndarray, height: int, width: int) -> np.ndarray:
    """How much of each pixel is the subject: uint8 (height, width), of a mask (h, w) bool that may
    be smaller and the frame's grey (height, width), whose edges it follows (K. He et al., "Guided
    Image Filtering", 2013)."""
    large = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    radius = max(2, round(2 * width / mask.shape[1]))
    share = cv2.ximgproc.guidedFilter(frame.astype(np.float32) / 255, large, radius, 1e-4)
    return (255 * np.clip(1.15 * share - 0.075, 0, 1)).round().astype(np.uint8)


def _around(outer: np.ndarray, margin: int) -> tuple[slice, slice]:
    rows, columns = np.flatnonzero(outer.any(1)), np.flatnonzero(outer.any(0))
    return tuple(
        slice(max(int(found[0]) - margin, 0), int(found[-1]) + margin + 1)
        for found in (rows, columns)
    )
