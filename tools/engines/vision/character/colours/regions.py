"""The parts of a character in a picture, placed by its face: skin, eyes, hair, clothes.

Lengths are in face heights (brow to chin), so that framing does not matter.
"""

from collections.abc import Iterable
from typing import NamedTuple

import cv2
import numpy as np

from tools.engines.vision.face import BROW, CHIN, Face
from tools.engines.vision.subject import View

# Points of the mesh (numbering of the MediaPipe face mesh).
_OVAL = (
    10,
    338,
    297,
    332,
    284,
    251,
    389,
    356,
    454,
    323,
    361,
    288,
    397,
    365,
    379,
    378,
    400,
    377,
    152,
    148,
    176,
    149,
    150,
    136,
    172,
    58,
    132,
    93,
    234,
    127,
    162,
    21,
    54,
    103,
    67,
    109,
)
_EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
_CHEEKS = (50, 280, 205, 425, 117, 346, 187, 411, 5, 195)
_SKIN_APART = 11.0  # distance in the a*b* plane from which a pixel is something else than skin
_SKIN_SHADE = 0.65  # of its lightness: what is darker beside a face is hair
_EDGE = 0.04  # face heights from the edge of the figure
_PIECE = 0.2  # of the largest piece of hair
_FEW = 8  # pixels


def skin(view: View, face: Face) -> np.ndarray:
    """RGB pixels (n, 3) of the cheeks and the bridge of the nose."""
    mask = np.zeros(view.rgb.shape[:2], np.uint8)
    radius = max(1, round(0.06 * face.size))
    for index in _CHEEKS:
        cv2.circle(mask, _pixel(face.points[index]), radius, 1, -1)
    return view.rgb[(mask > 0) & view.mask]


def irises(view: View, face: Face) -> np.ndarray:
    """RGB pixels (n, 3) of the irises: in the open eyes, neither white, nor pupil, nor skin."""
    cheeks = skin(view, face)
    if len(cheeks) == 0:
        return np.empty((0, 3), np.uint8)
    skin_lab = np.median(_lab(cheeks), axis=0)
    eyes = [_eye(view, face, ring) for ring in _EYES]
    eyes = [(pixels, _lab(pixels)) for pixels in eyes if len(pixels) >= _FEW]
    bare = [(_from_skin(lab, skin_lab) < _SKIN_APART).mean() for _, lab in eyes]
    found = []
    for (pixels, lab), covered in zip(eyes, bare, strict=True):
        if covered > min(bare) + 0.2:  # a winking eye
            continue
        white = np.percentile(lab[:, 0], 92)
        ringed = (lab[:, 0] < 0.8 * white) & (lab[:, 0] > max(12, 0.22 * white))
        iris = ringed & (_from_skin(lab, skin_lab) > _SKIN_APART)
        if iris.sum() < _FEW:  # brown eyes in a brown face
            iris = ringed & (lab[:, 0] < 0.75 * skin_lab[0])
        if iris.sum() >= _FEW:
            chroma = np.hypot(lab[:, 1], lab[:, 2])
            found.append(pixels[iris & (chroma >= np.percentile(chroma[iris], 50))])
    return np.concatenate(found) if found else np.empty((0, 3), np.uint8)


def _eye(view: View, face: Face, ring: tuple[int, ...]) -> np.ndarray:
    mask = np.zeros(view.rgb.shape[:2], np.uint8)
    points = face.points[list(ring), :2]
    middle = points.mean(0)
    # A cartoon's eyes are taller than the lids that a network trained on people puts there.
    cv2.fillPoly(mask, [_polygon(middle + (points - middle) * (0.85, 1.3))], 1)
    return view.rgb[mask > 0]


def _from_skin(lab: np.ndarray, skin_lab: np.ndarray) -> np.ndarray:
    """Distance from the skin's colour in the a*b* plane, whatever the shade."""
    return np.hypot(*(lab - skin_lab)[:, 1:].T)


def hair(view: View, face: Face) -> np.ndarray:
    """RGB pixels (n, 3) of the subject above and beside the face, down to the mouth, as far as they
    hang together with its crown, without what has the skin's colour (all of it when nothing else is
    there: a bald head)."""
    up, across, unit, brow, _ = face_frame(face)
    height, width = view.rgb.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width]
    rise = (xs - brow[0]) * up[0] + (ys - brow[1]) * up[1]
    side = (xs - brow[0]) * across[0] + (ys - brow[1]) * across[1]
    near = (rise < 1.3 * unit) & (rise > -0.75 * unit) & (np.abs(side) < 1.15 * unit)
    oval = np.zeros(view.rgb.shape[:2], np.uint8)
    points = face.points[list(_OVAL), :2]
    middle = points.mean(0)
    cv2.fillPoly(oval, [_polygon(middle + 1.08 * (points - middle))], 1)
    head = near & _within(view.mask, unit) & (oval == 0)
    cheeks = skin(view, face)
    if len(cheeks) == 0 or not head.any():
        return view.rgb[head]
    lab, skin_lab = _lab(view.rgb[head]), np.median(_lab(cheeks), axis=0)
    bare = _from_skin(lab, skin_lab) < _SKIN_APART
    bare &= lab[:, 0] > _SKIN_SHADE * skin_lab[0]
    if bare.mean() > 0.97:
        return view.rgb[head]
    head[head] = ~bare
    return view.rgb[_on_the_crown(head, rise > 0)]


def _on_the_crown(head: np.ndarray, above: np.ndarray) -> np.ndarray:
    """Of `head` (h, w) bool the largest piece `above` the brow and those that are nearly as large:
    a raised hand beside the head is another piece."""
    _, pieces = cv2.connectedComponents(head.astype(np.uint8), connectivity=4)
    sizes = np.bincount(pieces[head & above], minlength=pieces.max() + 1)
    if not sizes.any():
        return head
    return np.isin(pieces, np.flatnonzero(sizes > _PIECE * sizes.max()))


def clothes(view: View, face: Face) -> np.ndarray:
    """RGB pixels (n, 3) of the upper body: below the chin, about as wide as the head, without what
    has the skin's colour (all of it where hardly anything else is there)."""
    # Bodies hang down even when heads tilt: the picture's own vertical counts here.
    frame = face_frame(face)
    unit, chin = frame.unit, frame.chin
    height, width = view.rgb.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width]
    near = (ys > chin[1] + 0.3 * unit) & (ys < chin[1] + 1.2 * unit)
    near &= np.abs(xs - chin[0]) < 0.75 * unit
    pixels, cheeks = view.rgb[near & _within(view.mask, unit)], skin(view, face)
    if len(cheeks) == 0 or len(pixels) == 0:
        return pixels
    bare = _from_skin(_lab(pixels), np.median(_lab(cheeks), axis=0)) < _SKIN_APART
    return pixels if bare.mean() > 0.8 else pixels[~bare]


def _within(mask: np.ndarray, unit: float) -> np.ndarray:
    """The mask without its edge, where a subject's colours are mixed with what is behind it."""
    reach = max(1, round(_EDGE * unit))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return cv2.erode(mask.astype(np.uint8), disc, borderValue=1) > 0


class FaceFrame(NamedTuple):
    """Where a face is: unit vectors `up` and `across` it, its height `unit` in pixels (1 at least),
    and the middle of the brow and the chin, in pixels of the picture."""

    up: np.ndarray
    across: np.ndarray
    unit: float
    brow: np.ndarray
    chin: np.ndarray


def face_frame(face: Face) -> FaceFrame:
    """The frame of a face, from brow to chin."""
    brow, chin = face.points[BROW, :2], face.points[CHIN, :2]
    unit = max(float(np.hypot(*(chin - brow))), 1.0)
    up = (brow - chin) / unit
    return FaceFrame(up, np.array([-up[1], up[0]]), unit, brow, chin)


def _lab(pixels: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(pixels[None].astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[0]


def _pixel(point: np.ndarray) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _polygon(points: Iterable[np.ndarray]) -> np.ndarray:
    return np.round(np.asarray(points)).astype(np.int32)
