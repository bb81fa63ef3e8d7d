"""Where the colours of a sheet lie about a face, seen upright and at one size.

Lengths are in face heights (brow to chin) from the brow's middle, x to the picture's right, y up.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.vision.character.colours.appearance import expected_colours
from tools.engines.vision.character.colours.match import Look, fitted_light
from tools.engines.vision.character.colours.regions import face_frame
from tools.engines.vision.face import Face
from tools.engines.vision.picture.palette import lab_of
from tools.engines.vision.subject import View, segment

SIDE = 64  # pixels of a map
SPAN, ABOVE = 3.2, 1.55  # face heights: side of a map, and how far it reaches over the brow
_CHEEKS = (234, 454)  # points of the mesh
_LIGHTNESS = 0.5  # weight of L* beside a* and b*: folds and strands differ in it
_NEAR = 10.0  # distance in L*a*b* at which a pixel still has a colour
_ANOTHER = 2.5  # times as far: something else than any colour of the sheet
_SOFT = 1.5  # pixels
_CLOSER = 4  # times as fine as a map: how closely the network looks for the figure


@dataclass(frozen=True)
class Layout:
    """Maps (SIDE, SIDE), 0..1: how surely each place has the sheet's colour of the hair (and hat),
    and of hat and scarf alone (zeros where it has none); `figure` is where the subject is."""

    hair: np.ndarray
    hat: np.ndarray
    scarf: np.ndarray
    figure: np.ndarray


def read_layout(view: View, face: Face, look: Look, sheet: CharacterSheet) -> Layout:
    """The layout of the `sheet`'s colours around a face, under the light that suits them best."""
    wanted, outfit = expected_colours(sheet), sheet.outfit
    gain = fitted_light(look, wanted)
    named = [("skin", wanted["skin"][0]), ("hair", wanted["hair"][0])]
    named += [("hat", colour) for colour in wanted["hair"][1:]]
    kinds = ["top"] + ["top"] * bool(outfit.top_second) + ["scarf"] * bool(outfit.scarf)
    named += list(zip(kinds, wanted["clothes"], strict=True))
    lab = np.array([lab_of(colour * gain) for _, colour in named])
    matrix = _matrix(face)
    crop = cv2.cvtColor(_warped(view.rgb, matrix, SIDE).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    weights = (_LIGHTNESS, 1, 1)
    apart = (((crop[:, :, None] - lab) * weights) ** 2).sum(-1) / (2 * _NEAR**2)
    likely = np.exp(-apart)
    figure = _figure(view, matrix)
    likely *= (figure / (likely.sum(-1) + np.exp(-(_ANOTHER**2) / 2)))[..., None]

    def of(*kinds: str) -> np.ndarray:
        picked = [likely[..., i] for i, (kind, _) in enumerate(named) if kind in kinds]
        total = sum(picked, np.zeros((SIDE, SIDE)))
        return cv2.GaussianBlur(total.astype(np.float32), (0, 0), _SOFT)

    return Layout(of("hair", "hat"), of("hat"), of("scarf"), figure)


def zone(x: float, low: float, high: float) -> np.ndarray:
    """The places (SIDE, SIDE) bool nearer than `x` to the midline, from `low` to `high`."""
    places = (np.arange(SIDE) + 0.5) / SIDE * SPAN
    across, up = np.meshgrid(places - SPAN / 2, ABOVE - places)
    return (np.abs(across) < x) & (up > low) & (up < high)


def _matrix(face: Face) -> np.ndarray:
    """The affine map (2, 3) from a map's pixels to the picture's."""
    up, across, unit, brow, _ = face_frame(face)
    middle = brow + across * ((face.points[list(_CHEEKS), :2].mean(0) - brow) @ across)
    step = SPAN * unit / SIDE
    corner = middle + ABOVE * unit * up - SPAN / 2 * unit * across
    return np.c_[across * step, -up * step, corner].astype(np.float32)


def _figure(view: View, matrix: np.ndarray) -> np.ndarray:
    """Where the subject is in a map: looked for from near, since in the whole picture the network
    misses the ends of the hair of a small head."""
    if view.mask_source == "alpha":
        return _warped(view.mask.astype(np.float32), matrix, SIDE)
    closer = matrix * (1 / _CLOSER, 1 / _CLOSER, 1)
    belief = segment(_warped(view.rgb, closer, _CLOSER * SIDE), view.models)
    return cv2.resize(belief, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _warped(picture: np.ndarray, matrix: np.ndarray, side: int) -> np.ndarray:
    """The part of a picture that `matrix` (2, 3) takes the pixels of a square to."""
    step = float(np.hypot(*matrix[:, 0]))
    if step > 1.5:  # averaged first, or fine texture would alias
        picture = cv2.GaussianBlur(picture, (0, 0), 0.4 * step)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        picture, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
