"""What part of a source frame a frame of the edit shows: zooms, punch-ins, shakes.

A view is a matrix (2, 3) that takes thumbnail pixels of the edit to those of the source.
"""

from itertools import product

import cv2
import numpy as np

from tools.engines.vision.footage.alignment.thumbnails import grey_of, signature, texture

ZOOMS = (1.25, 1.55, 1.95, 2.5, 3.2)
SIZE = (40, 24)  # pixels in which views are looked for
_STRIDE = 0.3  # of a view's size, from view to view
_SOFT = 0.32  # pixels: standard deviation of the blur of shrinking, times the shrinking
_EDGE = 4  # pixels of the finer frame along the edge of what is seen that are left out

View = np.ndarray
IDENTITY: View = np.eye(2, 3, dtype=np.float32)


def candidates(width: int, height: int) -> list[View]:
    """Views all over a thumbnail."""
    found = []
    for zoom in ZOOMS:
        room = 1 - 1 / zoom
        places = np.linspace(0, room, 1 + int(np.ceil(room / (_STRIDE / zoom))))
        for y, x in product(places, places):
            rows = [[1 / zoom, 0, x * width], [0, 1 / zoom, y * height]]
            found.append(np.array(rows, np.float32))
    return found


def enlargement(view: View) -> float:
    """How much larger things are than in the source."""
    return float(1 / np.sqrt(max(abs(np.linalg.det(view[:, :2])), 1e-6)))


def through(rgb: np.ndarray, view: View) -> np.ndarray:
    """What a view shows of a source thumbnail."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = rgb.shape[1::-1]
    return cv2.warpAffine(rgb, view, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def laid_back(finer: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """(texture, mask) (h, w) of a frame of the edit, given twice as large (2h, 2w, 3), laid where
    it lies in the source's thumbnail."""
    grey = grey_of(finer)
    size = (grey.shape[1] // 2, grey.shape[0] // 2)
    shrink = 2 / enlargement(view)
    if shrink > 1:  # what is shrunk must not sparkle; as soft as the mean of the pixels that go in
        grey = cv2.GaussianBlur(grey, (0, 0), _SOFT * float(np.sqrt(shrink**2 - 0.5)))
    inside = np.zeros_like(grey)
    inside[_EDGE:-_EDGE, _EDGE:-_EDGE] = 1
    large = _of_finer(view)
    laid = cv2.warpAffine(grey, large, size, borderMode=cv2.BORDER_REPLICATE)
    mask = (cv2.warpAffine(inside, large, size) > 0.99).astype(np.float32)
    return texture(laid, mask), mask


def _of_finer(view: View) -> View:
    """The view that takes pixels of a frame twice as large; pixel centres are at whole numbers."""
    finer = view.copy()
    finer[:, :2] /= 2
    finer[:, 2] -= view[:, :2] @ np.array([0.25, 0.25], np.float32)
    return finer


def first_guesses(
    edit: np.ndarray, source: np.ndarray, views: list[View]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(similarity, source frame, number of the view) (n,) each, of the view and the frame of
    `source` (m, h, w, 3) that suit each frame of `edit` (n, h, w, 3) best."""
    rows = np.stack([_small(frame) for frame in edit])
    best = np.full(len(edit), -1.0, np.float32)
    frame, which = np.zeros(len(edit), int), np.zeros(len(edit), int)
    height, width = source.shape[1:3]
    for number, view in enumerate(views):
        high, wide = max(round(height * view[1, 1]), 1), max(round(width * view[0, 0]), 1)
        x, y = round(float(view[0, 2])), round(float(view[1, 2]))
        columns = np.stack([_small(part) for part in source[:, y : y + high, x : x + wide]])
        found = rows @ columns.T
        top = found.argmax(1)
        value = found[np.arange(len(edit)), top]
        better = value > best
        best[better], frame[better], which[better] = value[better], top[better], number
    return best, frame, which


def _small(rgb: np.ndarray) -> np.ndarray:
    return signature(texture(grey_of(cv2.resize(rgb, SIZE, interpolation=cv2.INTER_AREA))))
