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
        """Whether all of these joints are in the picture."""
        return self.seen.issuperset(names)


def _ramp(value: float, none: float, full: float) -> float:
    """0 at `none`, 1 at `full`, linear between."""
    return float(np.clip((value - none) / (full - none), 0, 1))


def _raised(body: Body) -> list[float]:
    """Per arm: how surely its hand is above its shoulder."""
    return [_ramp(body.above(f"{s}_wrist", f"{s}_shoulder"), -0.1, 0.25) for s in SIDES]


def _bends(body: Body) -> list[float]:
    """Per knee: degrees of bend in the picture."""
    return [180 - body.angle(f"{s}_hip", f"{s}_knee", f"{s}_ankle") for s in SIDES]


def _stride(body: Body) -> float:
    return max(body.aside("l_ankle", "r_ankle"), abs(body.above("l_ankle", "r_ankle")))


def _wave(body: Body) -> float:
    up = sorted(_raised(body))
    return up[1] * (1 - up[0])


def _cheer(body: Body) -> float:
    return min(_raised(body))


def _run(body: Body) -> float:
    legs = _ramp(max(_bends(body)), 20, 55) * _ramp(_stride(body), 0.25, 0.7)
    arms = _ramp(max(180 - body.angle(f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist")
                     for s in SIDES), 20, 55)
    return legs * (0.5 + 0.5 * arms)


def _walk(body: Body) -> float:
    return _ramp(_stride(body), 0.08, 0.25) * (1 - max(_raised(body)))


def _jump(body: Body) -> float:
    tucked = _ramp(max(_bends(body)), 15, 45)
    arms = max(_raised(body))
    return max(tucked, _ramp(_stride(body), 0.2, 0.6)) * (0.5 + 0.5 * arms)


def _sit(body: Body) -> float:
    thighs = [body.above(f"{s}_hip", f"{s}_knee") for s in SIDES]
    return _ramp(-min(thighs), -0.65, -0.35)


def _point(body: Body) -> float:
    best = 0.0
    for s in SIDES:
        straight = _ramp(body.angle(f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist"), 125, 155)
        lifted = _ramp(body.above(f"{s}_wrist", f"{s}_hip"), 0.25, 0.6)
        away = _ramp(body.aside(f"{s}_wrist", f"{s}_shoulder"), 0.2, 0.55)
        best = max(best, straight * lifted * away)
    return best


def _hands_on_hips(body: Body) -> float:
    near = min(_ramp(-abs(body.above(f"{s}_wrist", f"{s}_hip")), -0.6, -0.35) for s in SIDES)
    bent = min(_ramp(180 - body.angle(f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist"), 25, 55)
               for s in SIDES)
    return near * bent


def _think(body: Body) -> float:
    hands = [body.apart(f"{s}_wrist", "nose") for s in SIDES]
    bent = [180 - body.angle(f"{s}_shoulder", f"{s}_elbow", f"{s}_wrist") for s in SIDES]
    near = [_ramp(-hand, -1.1, -0.7) for hand in hands]
    return max(a * _ramp(bend, 50, 90) for a, bend in zip(near, bent, strict=True))


def _idle(body: Body) -> float:
    arms = max(_ramp(body.above(f"{s}_wrist", f"{s}_hip"), 0.3, 0.8) for s in SIDES)
    return 1 - arms


_ARMS = tuple(f"{s}_{part}" for s in SIDES for part in ("shoulder", "elbow", "wrist"))
_LEGS = tuple(f"{s}_{part}" for s in SIDES for part in ("hip", "knee", "ankle"))
# Pose -> its rule, and the joints that must be in the picture for it to be judged.
RULES: dict[str, tuple[Callable[[Body], float], tuple[str, ...]]] = {
    "idle": (_idle, ("l_shoulder", "r_shoulder")),
    "wave": (_wave, ("l_shoulder", "r_shoulder")),
    "cheer": (_cheer, ("l_shoulder", "r_shoulder")),
    "run": (_run, _LEGS), "walk": (_walk, _LEGS), "jump": (_jump, _LEGS), "sit": (_sit, _LEGS[:2]),
    "point": (_point, ("l_shoulder", "r_shoulder")),
    "hands_on_hips": (_hands_on_hips, _ARMS[:2]),
    "think": (_think, ("nose",)),
}


def pose_degree(joints: Joints, pose: str) -> float | None:
    """How surely `joints` strike `pose`, 0..1; None when the joints that it needs are out of the
    picture."""
    body = Body(joints)
    rule, needed = RULES[pose]
    return rule(body) if body.knows(*needed) else None
