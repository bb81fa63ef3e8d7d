"""Which pose a body strikes, by rules on where its joints are.

Lengths are in torso lengths (neck to hips); "up" is towards the top of the picture.
"""

from collections.abc import Callable

import numpy as np

Joints = dict[str, tuple[float, float, float]]  # name -> x, y, visibility
SIDES = ("l", "r")
_SEEN = 0.5


class Body:
    """Joints with COCO names (neck, l_shoulder, r_wrist ...), in torso lengths, y up."""

    def __init__(self, joints: Joints):
        self.seen = {name for name, point in joints.items() if point[2] >= _SEEN}
        at = {name: np.array([point[0], -point[1]]) for name, point in joints.items()}
        self.placed = {name for name, point in joints.items() if point[2] > 0}
        self._at = at
        self.hips = (at["l_hip"] + at["r_hip"]) / 2
        self.torso = max(float(np.hypot(*(at["neck"] - self.hips))), 1e-6)

    def above(self, a: str, b: str) -> float:
        """How far `a` is above `b`."""
        return float((self._at[a][1] - self._at[b][1]) / self.torso)

    def apart(self, a: str, b: str) -> float:
        """Distance of two joints."""
        return float(np.hypot(*(self._at[a] - self._at[b])) / self.torso)

    def aside(self, a: str, b: str) -> float:
        """Horizontal distance of two joints."""
        return float(abs(self._at[a][0] - self._at[b][0]) / self.torso)

    def angle(self, a: str, b: str, c: str) -> float:
        """Angle at `b` in degrees: 180 is straight."""
        u, v = self._at[a] - self._at[b], self._at[c] - self._at[b]
        cosine = u @ v / max(float(np.linalg.norm(u) * np.linalg.norm(v)), 1e-9)
        return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))

    def knows(self, *names: str) -> bool:
        """Whether all of these joints are in the picture, and not hidden."""
        return self.seen.issuperset(names)

    def places(self, *names: str) -> bool:
        """Whether all of these joints are in the picture, be it behind something."""
        return self.placed.issuperset(names)


def _ramp(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, linear between."""
    return float(np.clip((value - none) / (full - none), 0, 1))


def _raised(body: Body) -> list[float]:
    """Per arm: how surely its hand is above its shoulder."""
    return [_ramp(body.above(f"{s}_wrist", f"{s}_shoulder"), 0.15, 0.42) for s in SIDES]


def _lifted(body: Body) -> list[float]:
    """Per arm: how far its hand is above the hip."""
    return [body.above(f"{s}_wrist", f"{s}_hip") for s in SIDES]


def _elbows(body: Body) -> list[float]:
    """Per arm: degrees of bend in the picture."""
    return [180 - body.angle(f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist") for s in SIDES]


def _knees(body: Body) -> list[float]:
    """Per leg: degrees of bend in the picture; straight where it is not seen."""
    return [180 - body.angle(*_leg(s)) if body.knows(*_leg(s)) else 0.0 for s in SIDES]


def _wave(body: Body) -> float:
    low, high = sorted(_raised(body))
    return high * (1 - low)


def _cheer(body: Body) -> float:
    return min(_raised(body))


def _run(body: Body) -> float:
    legs = _ramp(max(_knees(body)), 25, 50) * (1 - _sit(body))
    arms = _ramp(min(_elbows(body)), 35, 60)
    return legs * (0.4 + 0.6 * arms) * (1 - min(_raised(body)))


def _walk(body: Body) -> float:
    stride = max(
        _ramp(body.aside("l_ankle", "r_ankle"), 0.45, 0.6),
        _ramp(abs(body.above("l_ankle", "r_ankle")), 0.08, 0.15),
    )
    return stride * (1 - _ramp(max(_knees(body)), 40, 65)) * (1 - max(_raised(body)))


def _jump(body: Body) -> float:
    arms = sum(_raised(body)) / 2
    return _ramp(max(_knees(body)), 20, 45) * (0.3 + 0.7 * arms) * (1 - _sit(body))


def _sit(body: Body) -> float:
    return 1 - _ramp(max(body.above(f"{s}_hip", f"{s}_knee") for s in SIDES), 0.25, 0.45)


def _point(body: Body) -> float:
    """An arm held out at the height of the shoulder, not up, not to the face, the other down. Seen
    from the front it is foreshortened, so its reach does not count."""
    best = 0.0
    for side, other in (SIDES, SIDES[::-1]):
        out = _ramp(body.above(f"{side}_wrist", f"{side}_hip"), 0.5, 0.8)
        not_up = 1 - _ramp(body.above(f"{side}_wrist", f"{side}_shoulder"), 0.25, 0.45)
        away = _ramp(body.apart(f"{side}_wrist", "nose"), 0.72, 0.92)
        down = 1 - _ramp(body.above(f"{other}_wrist", f"{other}_hip"), 0.35, 0.6)
        best = max(best, out * not_up * away * down)
    return best


def _hands_on_hips(body: Body) -> float:
    near = min(1 - _ramp(abs(height - 0.12), 0.22, 0.45) for height in _lifted(body))
    low, high = sorted(_elbows(body))
    return near * _ramp(low, 18, 34) * _ramp(high, 30, 48) * (1 - _ramp(max(_knees(body)), 40, 70))


def _think(body: Body) -> float:
    best = 0.0
    for side, bend in zip(SIDES, _elbows(body), strict=True):
        near = 1 - _ramp(body.apart(f"{side}_wrist", "nose"), 0.75, 1.0)
        not_up = 1 - _ramp(body.above(f"{side}_wrist", f"{side}_shoulder"), 0.3, 0.5)
        best = max(best, near * not_up * _ramp(bend, 60, 90))
    return best


def _idle(body: Body) -> float:
    arms = 1 - _ramp(max(_lifted(body)), 0.25, 0.5)
    return arms * (1 - _ramp(max(_knees(body)), 35, 60)) * (1 - _hands_on_hips(body))


_ARMS = tuple(f"{s}_{part}" for s in SIDES for part in ("shoulder", "elbow"))
_LEGS = tuple(f"{s}_{part}" for s in SIDES for part in ("hip", "knee", "ankle"))


def _arm(side: str) -> list[str]:
    return [f"{side}_{part}" for part in ("shoulder", "elbow", "wrist")]


def _leg(side: str) -> list[str]:
    return [f"{side}_{part}" for part in ("hip", "knee", "ankle")]


def _shows(*names: str) -> Callable[[Body], bool]:
    return lambda body: body.knows(*names)


def _shows_wave(body: Body) -> bool:
    """The arm whose hand is higher is seen; the other may hang behind the body."""
    up = max(SIDES, key=lambda s: body.above(f"{s}_wrist", f"{s}_shoulder"))
    return body.knows(*_arm(up)) and body.places(*_ARMS)


def _shows_thought(body: Body) -> bool:
    """The arm whose hand is nearer to the face is seen; the other may be behind the body."""
    at = min(SIDES, key=lambda s: body.apart(f"{s}_wrist", "nose"))
    return body.knows("nose", *_arm(at)) and body.places(*_ARMS)


def _shows_leg(body: Body) -> bool:
    """A leg is seen; from the side the other is half behind it."""
    return any(body.knows(*_leg(side)) for side in SIDES) and body.places(*_LEGS)


# Pose -> its rule, and whether the joints that it needs are seen.
RULES: dict[str, tuple[Callable[[Body], float], Callable[[Body], bool]]] = {
    "idle": (_idle, _shows(*_ARMS)),
    "wave": (_wave, _shows_wave),
    "cheer": (_cheer, _shows(*_ARMS)),
    "run": (_run, _shows_leg),
    "walk": (_walk, _shows(*_LEGS)),
    "jump": (_jump, _shows_leg),
    "sit": (_sit, _shows(*_LEGS)),
    "point": (_point, _shows(*_ARMS)),
    "hands_on_hips": (_hands_on_hips, _shows(*_ARMS)),
    "think": (_think, _shows_thought),
}


def pose_degree(joints: Joints, pose: str) -> float | None:
    """How surely `joints` strike `pose`, 0..1; None when the joints that it needs are out of the
    picture."""
    body = Body(joints)
    if pose not in RULES:  # of a pack
        return None
    rule, is_shown = RULES[pose]
    return rule(body) if is_shown(body) else None
