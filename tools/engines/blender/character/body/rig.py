"""The armature: joints, bones, and the hand's frame."""

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Vector

from tools.engines.blender.character.falloff import unit
from tools.engines.blender.character.proportions import Proportions, joint_positions

FINGERS = ("thumb", "index", "middle", "ring", "little")
SPINE_BONES = ("hips", "spine", "chest", "neck", "head")
_MIRROR = np.array([-1.0, 1.0, 1.0])

# Per finger, in hand units: how far along the palm and towards the thumb it starts, how it splays,
# its length and radius.
_FINGER_SHAPES = {
    "thumb": (0.09, 0.125, 0.0, 0.32, 0.058),
    "index": (0.34, 0.132, 0.20, 0.31, 0.046),
    "middle": (0.36, 0.045, 0.055, 0.345, 0.047),
    "ring": (0.35, -0.045, -0.085, 0.315, 0.045),
    "little": (0.315, -0.130, -0.24, 0.245, 0.041),
}


@dataclass(frozen=True)
class Finger:
    """One finger at rest: three joints (base, middle, tip) and its radius."""

    joints: np.ndarray
    radius: float


@dataclass(frozen=True)
class Skeleton:
    """Rest positions of every joint of the left side and the middle (right is mirrored in x)."""

    p: Proportions
    joints: dict[str, np.ndarray]
    fingers: dict[str, Finger]
    hand_scale: float

    @property
    def arm_axis(self) -> np.ndarray:
        """Direction of the resting left arm."""
        return unit(self.joints["elbow"] - self.joints["shoulder"])

    @property
    def thumb_side(self) -> np.ndarray:
        """Direction of the thumb's side of the left hand at rest."""
        return np.array([0.0, -1.0, 0.0])

    @property
    def palm(self) -> np.ndarray:
        """Out of the resting left palm."""
        return np.cross(self.arm_axis, self.thumb_side)

    def joint(self, name: str, side: int = 1) -> np.ndarray:
        """A joint; `side` -1 mirrors it."""
        return self.joints[name] * (_MIRROR if side < 0 else 1.0)


def skeleton(p: Proportions) -> Skeleton:
    """The resting skeleton for these proportions."""
    joints = joint_positions(p)
    scale = 0.5 + 0.5 * p.arm / 1.72
    axis = unit(joints["elbow"] - joints["shoulder"])
    forward = np.array([0.0, -1.0, 0.0])
    palm = np.cross(axis, forward)
    wrist = joints["wrist"]
    fingers = {}
    for name, (along, towards, splay, length, radius) in _FINGER_SHAPES.items():
        base = wrist + (axis * along + forward * towards) * scale
        way = axis + forward * splay
        if name == "thumb":
            base = base + palm * 0.03 * scale
            way = axis * 0.66 + forward * 0.62 + palm * 0.28
        way = unit(way) * length * scale
        fingers[name] = Finger(np.stack([base, base + way * 0.52, base + way]), radius * scale)
    return Skeleton(p, joints, fingers, scale)


def bones(s: Skeleton) -> list[tuple[str, np.ndarray, np.ndarray, str | None]]:
    """(name, head, tail, parent) of every bone, parents first."""
    j = s.joints
    ends = [j["spine"], j["chest"], j["neck"], j["head"], j["crown"]]
    made = []
    for k, name in enumerate(SPINE_BONES):
        made.append((name, j[name], ends[k], SPINE_BONES[k - 1] if k else None))
    hand_end = j["wrist"] + s.arm_axis * 0.34 * s.hand_scale
    for sign, tag in ((1, "L"), (-1, "R")):
        m = _MIRROR if sign < 0 else 1.0
        limb = [
            ("clavicle", j["clavicle"], j["shoulder"], "chest"),
            ("upperarm", j["shoulder"], j["elbow"], f"clavicle.{tag}"),
            ("forearm", j["elbow"], j["wrist"], f"upperarm.{tag}"),
            ("hand", j["wrist"], hand_end, f"forearm.{tag}"),
            ("thigh", j["hip"], j["knee"], "hips"),
            ("shin", j["knee"], j["ankle"], f"thigh.{tag}"),
            ("foot", j["ankle"], j["ball"], f"shin.{tag}"),
            ("toe", j["ball"], j["toe"], f"foot.{tag}"),
        ]
        for name, finger in s.fingers.items():
            limb.append((f"{name}1", finger.joints[0], finger.joints[1], f"hand.{tag}"))
            limb.append((f"{name}2", finger.joints[1], finger.joints[2], f"{name}1.{tag}"))
        made += [(f"{name}.{tag}", head * m, tail * m, parent) for name, head, tail, parent in limb]
    return made


def build_rig(
    s: Skeleton, parent: bpy.types.Object, collection: bpy.types.Collection
) -> bpy.types.Object:
    """The armature object, its origin on the ground under the head."""
    data = bpy.data.armatures.new("rig")
    rig = bpy.data.objects.new("rig", data)
    collection.objects.link(rig)
    rig.parent = parent
    rig.location = (0, 0, -s.p.ground)
    layer = bpy.context.view_layer
    before = layer.objects.active
    layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    for name, head, tail, above in bones(s):
        bone = data.edit_bones.new(name)
        bone.head, bone.tail = Vector(head), Vector(tail)
        if above:
            bone.parent = data.edit_bones[above]
    bpy.ops.object.mode_set(mode="OBJECT")
    layer.objects.active = before
    for bone in rig.pose.bones:
        bone.rotation_mode = "QUATERNION"
    return rig


def head_anchor(rig: bpy.types.Object, collection: bpy.types.Collection) -> bpy.types.Object:
    """An empty at the head's centre that rides on the head bone."""
    anchor = bpy.data.objects.new("head.anchor", None)
    collection.objects.link(anchor)
    anchor.parent, anchor.parent_type, anchor.parent_bone = rig, "BONE", "head"
    bone = rig.data.bones["head"]
    from_tail = bone.matrix_local.copy()
    from_tail.translation = bone.tail_local
    anchor.matrix_parent_inverse = from_tail.inverted()
    return anchor
