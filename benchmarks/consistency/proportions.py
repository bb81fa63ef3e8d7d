"""Lengths of the face and of the body by others, read from the pixels.

Those of the face by the mesh's three dimensions, at points that no expression moves, without the
perspective. Those of the body by its joints, but for the hip, which lies under the clothes: guessed
there, it strays by 7 % of a leg. Where what is worn below begins is seen.
"""

import cv2
import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.vision.body import find_body
from tools.engines.vision.character.body.pose import Joints
from tools.engines.vision.character.colours.appearance import colour_of, expected_colours, in_render
from tools.engines.vision.character.colours.match import Look, fitted_light
from tools.engines.vision.face import CHIN, Face
from tools.engines.vision.picture.palette import lab_of
from tools.engines.vision.subject import View

# Points of the mesh on either side: outer corners of the eyes; of the sides of the face the mean of
# five, since a single one lies now before the ear and now behind it.
_EYES = ((33,), (263,))
_SIDES = ((127, 234, 162, 21, 93), (356, 454, 389, 251, 323))
_FOCAL = 50 / 36  # of the briefs' lens (50 mm before 36 mm), in widths of the picture
_SURE = 0.75  # agreement from which joints count, as for the critic
_SEEN = 0.5  # visibility of a joint
_STRIP = 0.15  # of the distance of the hips: how far from the midline the clothes are looked at
_ABOVE, _BELOW = 0.4, 0.35  # of the trunk and of the thigh: where the waist is looked for
_LIGHTNESS = 0.5  # weight of L* beside a* and b*: folds and shade differ in it
_SAME = 15.0  # distance in L*a*b*: such a stripe is no sign that the top goes on
_ROWS = 3  # of another colour that end what is worn below


def eyes_to_face(face: Face, width: int) -> float:
    """How far the eyes are apart, in widths of the face, as from far away: in a picture of this
    `width` in pixels they are nearer to the camera than the sides of the face, and look larger."""
    eyes, sides = _ends(face, _EYES), _ends(face, _SIDES)
    nearer = (sides.mean(0) - eyes.mean(0))[2] / (_FOCAL * width)
    return _apart(*eyes) / _apart(*sides) * (1 - nearer)


def of_the_body(view: View, face: Face, look: Look, sheet: CharacterSheet) -> dict[str, float]:
    """Ratios of somebody who stands upright and is seen from the front, by name: `body : face`
    (chin to ankles, by the face's width) and `legs : body` (waist to ankles, by the same). What
    cannot be made out is left out."""
    body = find_body(view.rgb, view.models, face, view.mask)
    if body is None or body.agreement < _SURE:
        return {}
    joints = body.joints
    if not all(joints[f"{side}_{name}"][2] >= _SEEN for side in "lr" for name in ("hip", "ankle")):
        return {}
    ankle = _middle(joints, "ankle")
    height = _apart(ankle, face.points[CHIN, :2])
    found = {"body : face": height / _apart(*_ends(face, _SIDES))}
    top = waist(view.rgb, joints, look, sheet)
    return found if top is None else found | {"legs : body": (ankle[1] - top) / height}


def waist(rgb: np.ndarray, joints: Joints, look: Look, sheet: CharacterSheet) -> float | None:
    """The row of the picture in which what is worn below begins, by the sheet's colours under the
    picture's light; None where its colour is not seen under the hips."""
    gain, outfit = fitted_light(look, expected_colours(sheet)), sheet.outfit
    lower = _lit(outfit.bottom, gain)
    worn = [_lit(colour, gain) for colour in (outfit.top, outfit.top_second) if colour]
    upper = [lab for lab in worn if _apart(lab, lower) > _SAME]
    if not upper:
        return None
    hip, knee, neck = _middle(joints, "hip"), _middle(joints, "knee"), joints["neck"]
    half = max(2.0, _STRIP * abs(joints["l_hip"][0] - joints["r_hip"][0]))
    first = max(0, int(hip[1] - _ABOVE * (hip[1] - neck[1])))
    last = int(hip[1] + _BELOW * (knee[1] - hip[1]))
    strip = rgb[first:last, max(0, int(hip[0] - half)) : int(hip[0] + half) + 1]
    if len(strip) <= _ROWS or not strip.shape[1]:
        return None
    rows = np.median(cv2.cvtColor(strip.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), axis=1)
    is_lower = _from(rows, lower) < np.min([_from(rows, lab) for lab in upper], axis=0)
    return _beginning(is_lower, first)


def _beginning(is_lower: np.ndarray, first: int) -> float | None:
    """Upwards from the last row, where _ROWS of another colour follow each other."""
    if not is_lower[-_ROWS:].all():
        return None
    for row in range(len(is_lower) - 1, _ROWS - 2, -1):
        if not is_lower[row - _ROWS + 1 : row + 1].any():
            return float(first + row + 1)
    return None


def _lit(colour: str, gain: np.ndarray) -> np.ndarray:
    return lab_of(in_render(colour_of(colour), "clothes") * gain)


def _from(rows: np.ndarray, lab: np.ndarray) -> np.ndarray:
    return np.linalg.norm((rows - lab) * (_LIGHTNESS, 1, 1), axis=1)


def _ends(face: Face, points: tuple[tuple[int, ...], tuple[int, ...]]) -> np.ndarray:
    """(2, 3): the means of the mesh's points on either side."""
    return np.stack([face.points[[*side]].mean(0) for side in points])


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(one - other))


def _middle(joints: Joints, name: str) -> np.ndarray:
    return np.mean([joints[f"{side}_{name}"][:2] for side in "lr"], axis=0)
