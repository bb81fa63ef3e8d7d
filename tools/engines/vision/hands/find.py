"""The hands in a picture: a palm is found first, then the joints of the hand that it belongs to.

Source: F. Zhang et al., "MediaPipe Hands: On-device Real-time Hand Tracking", 2020.
"""

from dataclasses import dataclass
from math import cos, pi, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.engines.base import Progress
from tools.engines.vision import blaze
from tools.engines.vision.body import find_body
from tools.engines.vision.hands.requests import FINGERS, FindHands, FoundHand, FoundHands
from tools.engines.vision.model import load
from tools.engines.vision.region import Region, angle_between, whole
from tools.engines.vision.search import tiles
from tools.engines.vision.subject import look, read_picture

Points = NDArray[np.float64]

_WRIST, _MIDDLE = 0, 2  # keypoints of a palm: the wrist, and the root of the middle finger
_PALM, _SURE = 0.5, 0.6  # scores from which something is a palm, and a hand
_MARGIN, _AHEAD = 2.6, 0.5  # the network of hands wants the palm's box so much larger, and ahead
_SAME = 0.5  # of the smaller box: finds that share more are of one hand
_ABOUT_WRIST = 2.4  # forearms: the side of the square around a wrist
_BEYOND = 0.3  # forearms from the wrist to the middle of the hand
_SEEN = 0.3  # of a wrist, from which it is looked at
_STRETCHED = 1.15  # so many times as far as its middle joint lies the tip of a stretched finger


@dataclass(frozen=True)
class Hand:
    """`points` (21, 2) in picture pixels; `right` 0..1: how surely it is a right hand."""

    points: Points
    right: float
    score: float
    presence: float

    def box(self) -> Points:
        """x0, y0, x1, y1 of its points."""
        return np.concatenate([self.points.min(axis=0), self.points.max(axis=0)])


def hands_in_picture(request: FindHands, progress: Progress, models: Path) -> FoundHands:
    """Look for them at the whole picture, at its parts and at the wrists of a body. A picture
    without any has an empty list."""
    rgb, alpha = read_picture(request.path)
    progress(0.1, "looking for hands")
    regions = [whole(rgb), *tiles(*rgb.shape[:2])]
    view = look(rgb, models, alpha)
    body = find_body(rgb, models, view.face, view.mask)
    regions += [] if body is None else _about_wrists(body.joints)
    hands = sorted(find_hands(rgb, models, regions), key=lambda hand: -_sides(hand.box()))
    return {"hands": [_told(hand) for hand in hands]}


def find_hands(rgb: np.ndarray, models: Path, regions: list[Region]) -> list[Hand]:
    """The hands in these regions of an RGB uint8 picture, the surest first."""
    palms = load(models / "palm_detection_full.tflite")
    finds = [
        _hand(rgb, models, palm)
        for region in regions
        for palm in blaze.detect(palms, blaze.PALM, rgb, region, _PALM)
    ]
    kept: list[Hand] = []
    for hand in sorted(finds, key=lambda one: -one.presence):
        is_new = all(blaze.overlap(hand.box(), other.box()) <= _SAME for other in kept)
        if is_new and hand.presence >= _SURE:
            kept.append(hand)
    return kept


def _hand(rgb: np.ndarray, models: Path, palm: blaze.Detection) -> Hand:
    network = load(models / "hand_landmark_full.tflite")
    angle = float(angle_between(palm.keypoints[_WRIST], palm.keypoints[_MIDDLE], pi / 2))
    side = float((palm.box[2:] - palm.box[:2]).max())
    x, y = (float(place) for place in (palm.box[:2] + palm.box[2:]) / 2)
    ahead = _AHEAD * side
    region = Region(x + ahead * sin(angle), y - ahead * cos(angle), _MARGIN * side, angle)
    points, presence, right, _ = network(region.crop(rgb, network.size))
    placed = region.to_picture(points.reshape(21, 3), network.size)[:, :2]
    # The network was taught with mirrored pictures.
    return Hand(placed, 1 - float(right[0]), palm.score, float(presence[0]))


def _about_wrists(joints: dict[str, tuple[float, float, float]]) -> list[Region]:
    found = []
    for side in ("l", "r"):
        (x, y, seen), (from_x, from_y, _) = joints[f"{side}_wrist"], joints[f"{side}_elbow"]
        across, down = x - from_x, y - from_y
        length = float(np.hypot(across, down))
        if seen >= _SEEN and length > 1:
            x, y = x + _BEYOND * across, y + _BEYOND * down
            found.append(Region(x, y, _ABOUT_WRIST * length))
    return found


def _told(hand: Hand) -> FoundHand:
    return {
        "side": "right" if hand.right >= 0.5 else "left",
        "box": hand.box().round(1).tolist(),
        "points": hand.points.round(1).tolist(),
        "fingers": _stretched(hand.points),
        "score": round(hand.score, 3),
        "presence": round(hand.presence, 3),
    }


def _stretched(points: Points) -> list[str]:
    """The fingers whose tips lie far from the wrist; the thumb, far from the little finger's
    root."""
    found = []
    for number, name in enumerate(FINGERS):
        middle, tip = points[2 + 4 * number], points[4 + 4 * number]
        centre = points[17] if name == "thumb" else points[0]
        if np.hypot(*(tip - centre)) > _STRETCHED * np.hypot(*(middle - centre)):
            found.append(name)
    return found


def _sides(box: Points) -> float:
    return float(box[2] - box[0] + box[3] - box[1])
