"""From a pose to bones: forward kinematics for the trunk, two-bone IK for limbs, feet on the
ground.
"""

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix

from tools.engines.blender.character.acting.pose import Pose
from tools.engines.blender.character.body.rig import FINGERS, SPINE_BONES, Skeleton, bones
from tools.engines.blender.character.body.shoes import SOLE_BACK, SOLE_FRONT
from tools.engines.blender.character.falloff import unit

_REACH = 0.998  # of a limb's length: never quite straight, so that the bend keeps its side
_SEAT = np.array([0.0, 0.12, -0.40])  # the lowest point of the seat, from the hips


@dataclass
class Placed:
    """Posed bones in armature space: rotation from rest and position of the head, per bone."""

    turn: dict[str, np.ndarray]
    head: dict[str, np.ndarray]

    def point(self, bone: str, rest: np.ndarray, rest_head: np.ndarray) -> np.ndarray:
        """Where a point at `rest` that rides on `bone` is now."""
        return self.head[bone] + self.turn[bone] @ (rest - rest_head)


class Solver:
    """Poses one skeleton."""

    def __init__(self, s: Skeleton):
        self.s = s
        self.bones = bones(s)
        self.rest_head = {name: head for name, head, _, _ in self.bones}
        j = s.joints
        self.arm_lengths = (_span(j, "shoulder", "elbow"), _span(j, "elbow", "wrist"))
        self.leg_lengths = (_span(j, "hip", "knee"), _span(j, "knee", "ankle"))
        self.leg = s.p.legs

    def reach_to(self, point: np.ndarray) -> np.ndarray:
        """The `reach` that brings the left wrist to a point of the resting body."""
        return (np.asarray(point) - self.s.joints["shoulder"]) / sum(self.arm_lengths)

    def solve(self, pose: Pose) -> Placed:
        """Bones for `pose`, standing on the ground (or `air` above it)."""
        placed = Placed({}, {})
        self._trunk(pose, placed, self._hips(pose))
        for side, tag in ((1, "L"), (-1, "R")):
            self._arm(pose, placed, side, tag)
            self._leg(pose, placed, side, tag)
        lowest = min(float(c[2]) for c in self.contacts(placed))
        lift = self.s.p.ground + float(pose["air"][0]) * self.leg - lowest
        for head in placed.head.values():
            head[2] += lift
        return placed

    def contacts(self, placed: Placed) -> list[np.ndarray]:
        """Points that may touch the ground: the soles' corners and the seat."""
        ankle, ground = self.s.joints["ankle"], self.s.p.ground
        points = [placed.head["hips"] + placed.turn["hips"] @ (_SEAT * self.s.p.girth)]
        for side, tag in ((1, "L"), (-1, "R")):
            for bone, dy in (
                ("foot", SOLE_BACK),
                ("foot", -0.30),
                ("toe", -0.32),
                ("toe", SOLE_FRONT),
            ):
                for dx in (-0.18, 0.20):
                    rest = np.array([side * (ankle[0] + dx), ankle[1] + dy, ground])
                    name = f"{bone}.{tag}"
                    points.append(placed.point(name, rest, self.rest_head[name]))
        return points

    def _hips(self, pose: Pose) -> np.ndarray:
        """The hips' position, low enough for planted feet to reach the ground."""
        j = self.s.joints
        hips = j["hips"] + pose["hips"] * self.leg
        turn = rotation(pose["hips_turn"])
        for side, tag in ((1, "L"), (-1, "R")):
            socket = hips + turn @ (self.s.joint("hip", side) - j["hips"])
            ankle, _ = self._foot(pose, side, tag)
            flat = float(np.hypot(*(socket - ankle)[:2]))
            longest = sum(self.leg_lengths) * _REACH
            highest = ankle[2] + np.sqrt(max(longest**2 - flat**2, 0.04))
            over = float(socket[2] - highest) * float(np.clip(pose[f"{tag}.planted"][0], 0, 1))
            hips = hips - np.array([0, 0, max(0.0, over)])
        return hips

    def _trunk(self, pose: Pose, placed: Placed, hips: np.ndarray) -> None:
        turn, head = np.eye(3), hips
        before = None
        for name, key in zip(
            SPINE_BONES, ("hips_turn", "waist", "chest", "neck", "head"), strict=True
        ):
            if before is not None:
                head = placed.point(before, self.rest_head[name], self.rest_head[before])
            turn = turn @ rotation(pose[key])
            placed.turn[name], placed.head[name] = turn, np.array(head, float)
            before = name

    def _arm(self, pose: Pose, placed: Placed, side: int, tag: str) -> None:
        s, flip = self.s, np.array([side, 1.0, 1.0])
        chest = placed.turn["chest"]
        rest = self.rest_head
        shrug = np.radians(float(pose[f"{tag}.shrug"][0]))
        placed.turn[f"clavicle.{tag}"] = chest @ _about(np.array([0, 1.0, 0]), -side * shrug)
        placed.head[f"clavicle.{tag}"] = placed.point(
            "chest", rest[f"clavicle.{tag}"], rest["chest"]
        )
        shoulder = placed.point(f"clavicle.{tag}", rest[f"upperarm.{tag}"], rest[f"clavicle.{tag}"])
        wrist = shoulder + chest @ (pose[f"{tag}.reach"] * flip) * sum(self.arm_lengths)
        pole = chest @ (pose[f"{tag}.elbow"] * flip)
        elbow, wrist, bend = _two_bones(shoulder, wrist, pole, *self.arm_lengths)
        axis, back = s.arm_axis * flip, np.array([0, 1.0, 0])
        upper = _aim(elbow - shoulder, bend, axis, back)
        lower = _aim(wrist - elbow, bend, axis, back)
        fingers = unit(chest @ (pose[f"{tag}.fingers"] * flip))
        palm = chest @ (pose[f"{tag}.palm"] * flip)
        hand = _aim(fingers, palm, axis, s.palm * flip)
        lower = (
            _about(
                unit(wrist - elbow), 0.6 * _twist(lower, hand, unit(wrist - elbow), s.palm * flip)
            )
            @ lower
        )
        for name, turn, head in (
            ("upperarm", upper, shoulder),
            ("forearm", lower, elbow),
            ("hand", hand, wrist),
        ):
            placed.turn[f"{name}.{tag}"], placed.head[f"{name}.{tag}"] = turn, head
        self._fingers(pose[f"{tag}.hand"], placed, side, tag)

    def _fingers(self, curls: np.ndarray, placed: Placed, side: int, tag: str) -> None:
        s, flip = self.s, np.array([side, 1.0, 1.0])
        hand, rest = f"hand.{tag}", self.rest_head
        palm = s.palm * flip
        for name, curl, fan in zip(FINGERS, curls[:5], (0.0, 5.0, 1.0, -2.0, -6.0), strict=True):
            way = unit(np.diff(s.fingers[name].joints, axis=0)[0]) * flip
            first, second = (38.0, 55.0) if name == "thumb" else (76.0, 98.0)
            towards = palm if name != "thumb" else unit(palm * 0.8 - s.thumb_side * 0.6)
            axis = unit(_cross(way, towards))
            spread = _about(palm, np.radians(fan * float(curls[5])) * side)
            base = placed.turn[hand] @ spread @ _about(axis, np.radians(first * float(curl)))
            one, two = f"{name}1.{tag}", f"{name}2.{tag}"
            placed.turn[one], placed.head[one] = base, placed.point(hand, rest[one], rest[hand])
            placed.turn[two] = base @ _about(axis, np.radians(second * float(curl)))
            placed.head[two] = placed.point(one, rest[two], rest[one])

    def _foot(self, pose: Pose, side: int, tag: str) -> tuple[np.ndarray, np.ndarray]:
        """The ankle's position and the foot's rotation; it rolls over its ball or its heel."""
        j, flip = self.s.joints, np.array([side, 1.0, 1.0])
        heel = float(pose[f"{tag}.heel"][0])
        yaw = _about(np.array([0, 0, 1.0]), np.radians(side * float(pose[f"{tag}.turnout"][0])))
        turn = yaw @ _about(np.array([1.0, 0, 0]), np.radians(heel))
        ankle = j["ankle"] * flip + pose[f"{tag}.foot"] * flip * self.leg
        pivot = (
            j["ball"] if heel > 0 else j["ankle"] + [0, SOLE_BACK, self.s.p.ground - j["ankle"][2]]
        )
        arm = (j["ankle"] - pivot) * flip
        return ankle - yaw @ arm + turn @ arm, turn

    def _leg(self, pose: Pose, placed: Placed, side: int, tag: str) -> None:
        j, flip, rest = self.s.joints, np.array([side, 1.0, 1.0]), self.rest_head
        hip = placed.point("hips", rest[f"thigh.{tag}"], rest["hips"])
        ankle, foot = self._foot(pose, side, tag)
        pole = rotation(pose["hips_turn"] * [0, 0, 1]) @ (pose[f"{tag}.knee"] * flip)
        knee, ankle, bend = _two_bones(hip, ankle, pole, *self.leg_lengths)
        front = np.array([0, -1.0, 0])
        upper = _aim(knee - hip, bend, (j["knee"] - j["hip"]) * flip, front)
        lower = _aim(ankle - knee, bend, (j["ankle"] - j["knee"]) * flip, front)
        heel = float(pose[f"{tag}.heel"][0])
        flat = foot @ _about(np.array([1.0, 0, 0]), -np.radians(max(heel, 0.0)))
        for name, turn, head in (
            ("thigh", upper, hip),
            ("shin", lower, knee),
            ("foot", foot, ankle),
        ):
            placed.turn[f"{name}.{tag}"], placed.head[f"{name}.{tag}"] = turn, head
        toe = f"toe.{tag}"
        placed.turn[toe] = flat
        placed.head[toe] = placed.point(f"foot.{tag}", rest[toe], rest[f"foot.{tag}"])


class BonePoser:
    """Writes a solved pose onto an armature object."""

    def __init__(self, rig: bpy.types.Object, s: Skeleton):
        self.rig = rig
        self.order = [(name, parent) for name, _, _, parent in bones(s)]
        self.rest = {b.name: np.array(b.matrix_local) for b in rig.data.bones}
        self.unrest = {name: np.linalg.inv(matrix) for name, matrix in self.rest.items()}

    def apply(self, placed: Placed) -> None:
        """Set every bone's basis matrix."""
        now: dict[str, np.ndarray] = {}
        for name, parent in self.order:
            rest = self.rest[name]
            target = np.eye(4)
            target[:3, :3] = placed.turn[name] @ rest[:3, :3]
            target[:3, 3] = placed.head[name]
            base = rest if parent is None else now[parent] @ self.unrest[parent] @ rest
            now[name] = target
            self.rig.pose.bones[name].matrix_basis = Matrix((np.linalg.inv(base) @ target).tolist())


def rotation(turns: np.ndarray) -> np.ndarray:
    """3x3 matrix of (forward, to the left, turning left) in degrees: turn, then lean."""
    x, y, z = np.radians(np.asarray(turns, float))
    return (
        _about(np.array([0, 0, 1.0]), z)
        @ _about(np.array([0, 1.0, 0]), y)
        @ _about(np.array([1.0, 0, 0]), x)
    )


def _about(axis: np.ndarray, angle: float) -> np.ndarray:
    """Rotation matrix about a unit axis (Rodrigues)."""
    x, y, z = axis
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)


def _cross(a: np.ndarray, b: np.ndarray | list[float]) -> np.ndarray:
    """The cross product of two vectors: of single ones, numpy's own takes twenty times as long."""
    (x, y, z), (u, v, w) = a, b
    return np.array([y * w - z * v, z * u - x * w, x * v - y * u])


def _frame(along: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Orthonormal columns: along, towards (made square to it), their cross product."""
    first = unit(along)
    second = towards - first * float(first @ towards)
    if np.linalg.norm(second) < 1e-4:
        second = _cross(first, [0.31, 0.77, 0.55])
    second = unit(second)
    return np.stack([first, second, _cross(first, second)], 1)


def _aim(
    along: np.ndarray, towards: np.ndarray, rest_along: np.ndarray, rest_towards: np.ndarray
) -> np.ndarray:
    """The rotation that takes the resting pair of directions to the wanted one."""
    return _frame(along, towards) @ _frame(rest_along, rest_towards).T


def _twist(lower: np.ndarray, hand: np.ndarray, axis: np.ndarray, rest_palm: np.ndarray) -> float:
    """Angle about `axis` from the forearm's palm side to the hand's."""
    a, b = lower @ rest_palm, hand @ rest_palm
    a, b = a - axis * (a @ axis), b - axis * (b @ axis)
    return float(np.arctan2(_cross(a, b) @ axis, a @ b))


def _two_bones(
    start: np.ndarray, end: np.ndarray, pole: np.ndarray, first: float, second: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(joint, reachable end, bend direction) of a two-bone chain, by the law of cosines."""
    line = end - start
    distance = float(
        np.clip(np.linalg.norm(line), abs(first - second) + 0.02, (first + second) * _REACH)
    )
    way = unit(line)
    side = pole - way * float(way @ pole)
    side = unit(side) if np.linalg.norm(side) > 1e-4 else _frame(way, pole)[:, 1]
    cosine = (first**2 + distance**2 - second**2) / (2 * first * distance)
    sine = np.sqrt(max(0.0, 1 - cosine**2))
    return start + (way * cosine + side * sine) * first, start + way * distance, side


def _span(joints: dict[str, np.ndarray], a: str, b: str) -> float:
    return float(np.linalg.norm(joints[b] - joints[a]))
