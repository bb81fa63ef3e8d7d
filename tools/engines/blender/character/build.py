"""A character from its sheet, and everything one may ask of it."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import bpy
import numpy as np
from mathutils import Matrix, Vector

from tools.engines.blender.character.acting.actions import key_moment, motion_of, speed_of
from tools.engines.blender.character.acting.expressions import controls_of
from tools.engines.blender.character.acting.pose import added, blended, strided
from tools.engines.blender.character.acting.solve import BonePoser, Placed, Solver
from tools.engines.blender.character.acting.visemes import VISEMES
from tools.engines.blender.character.body.accessories import (
    BRIM,
    build_glasses,
    build_hat,
    build_scarf,
)
from tools.engines.blender.character.body.clothes import Tailor
from tools.engines.blender.character.body.limbs import build_limbs
from tools.engines.blender.character.body.rig import build_rig, head_anchor, skeleton
from tools.engines.blender.character.body.shoes import build_shoes
from tools.engines.blender.character.face import Face
from tools.engines.blender.character.hair.build import build_hair
from tools.engines.blender.character.head.build import build_head
from tools.engines.blender.character.head.complexion import freckle_picture
from tools.engines.blender.character.head.lids import eye_centre
from tools.engines.blender.character.head.skull import EYE_X, EYE_Z, NOSE_Z
from tools.engines.blender.character.materials import character_materials
from tools.engines.blender.character.proportions import proportions
from tools.engines.worker.serve import BadInput

_HEAD_SHARE = 14.0  # degrees: how far the head itself turns after a target to the side


def build_character(sheet: dict, collection: bpy.types.Collection | None = None) -> "Character":
    """Build the character of a sheet (the JSON form of CharacterSheet), standing at the origin.

    Objects go to `collection` (the scene's own unless told), which must be in the view layer. The
    same sheet gives the same vertices every time.
    """
    return Character(sheet, collection or bpy.context.scene.collection)


class Character:
    """One built character. Setters apply at once; nothing needs key frames."""

    def __init__(self, sheet: dict, collection: bpy.types.Collection):
        looks, outfit = sheet["looks"], sheet["outfit"]
        self.name: str = sheet["name"]
        self._p = p = proportions(looks)
        self._skeleton = s = skeleton(p)
        self.height: float = p.height
        self.root = bpy.data.objects.new(f"{self.name}.root", None)
        collection.objects.link(self.root)
        self.root.scale = (p.metres,) * 3
        materials = character_materials(sheet, p.metres, freckle_picture(looks))
        self.rig = build_rig(s, self.root, collection)
        anchor = head_anchor(self.rig, collection)
        parts = build_head(p, looks, materials, anchor, collection)
        brim = BRIM if outfit["hat"] else None
        made = list(parts.values())
        made += build_hair(p, looks, materials.get("hair"), anchor, collection, brim)
        made += build_limbs(s, sheet, materials["skin"], self.rig, collection)
        tailor = Tailor(s, materials, self.rig, collection)
        made += tailor.top() + tailor.bottom(outfit["bottom_style"])
        made += build_shoes(
            s, materials, self.rig, collection, outfit["bottom_style"] != "trousers"
        )
        if outfit["scarf"]:
            made.append(build_scarf(s, materials, self.rig, collection))
        if outfit["hat"]:
            made += build_hat(p, materials, anchor, collection)
        if looks["glasses"]:
            made += build_glasses(p, materials, anchor, collection)
        self.objects: list[bpy.types.Object] = [o for o in made if o.type != "EMPTY"]
        for item in [*made, self.rig, anchor]:
            item.name = f"{self.name}.{item.name}"
        self._solver, self._poser = Solver(s), BonePoser(self.rig, s)
        self._face = Face(parts)
        self._target: Vector | None = None
        self._action: tuple[str, float, float, float] = ("idle", 0.0, 1.0, 1.0)
        self._placed: Placed
        self._waits = False  # with what is changed, until it is all said
        self._refresh()

    # Where it stands

    def place(self, x: float, y: float, heading_degrees: float = 0.0) -> None:
        """Stand at (x, y) metres; heading 0 faces -Y, positive turns to the character's left."""
        self.root.location = (x, y, 0.0)
        self.root.rotation_euler = (0.0, 0.0, math.radians(heading_degrees))
        if self._target is not None:
            self._refresh()

    def head_centre(self) -> Vector:
        """World position of the middle of the face, between the eyes."""
        return self._on_head(np.array([0.0, -0.9, EYE_Z]))

    def body_centre(self) -> Vector:
        """World position of the middle of the trunk."""
        rest = self._solver.rest_head
        return self._world(self._placed.point("spine", rest["chest"], rest["spine"]))

    # What it does

    def pose(self, action: str, t: float = 0.0, amount: float = 1.0, stride: float = 1.0) -> None:
        """Take the pose of `action` at `t` seconds; `amount` below 1 leans towards idle, above
        goes beyond. `stride` scales the steps of an action that travels.
        """
        motion_of(action)  # BadInput for one that there is not
        self._action = (action, float(t), float(amount), float(stride))
        self._refresh()

    def speed(self, action: str, amount: float = 1.0) -> float:
        """Metres a second at which `action` travels, 0 if it stays; else feet would slide."""
        return speed_of(action) * amount * self._p.legs * self._p.metres

    def pose_still(self, pose: str, amount: float = 1.0) -> None:
        """Take the best moment of a pose."""
        self.pose(pose, key_moment(pose), amount)

    def express(self, expression: str, strength: float = 1.0) -> None:
        """Show one expression; strength 0 (neutral) to 2 (exaggerated)."""
        self.express_blend({expression: strength})

    def express_blend(self, weights: dict[str, float]) -> None:
        """Show several expressions at once, each at its weight 0..2."""
        for name in weights:
            controls_of(name)  # BadInput for one that there is not
        self._face.expression = {k: min(max(float(v), 0.0), 2.0) for k, v in weights.items()}
        self._refresh()

    def act(self, controls: dict[str, float]) -> None:
        """Add to the expression's controls: degrees of the head, weights of shapes. Those of the
        last call are gone."""
        if controls != self._face.acted:
            self._face.acted = dict(controls)
            self._refresh()

    def viseme(self, weights: dict[str, float]) -> None:
        """Shape the mouth for speech: weights 0..1 of the visemes, over the expression."""
        for name in weights:
            if name not in VISEMES:
                raise BadInput(f"no viseme {name!r}", f"one of {sorted(VISEMES)}")
        self._face.visemes = {k: min(max(float(v), 0.0), 1.0) for k, v in weights.items()}
        self._show_face()

    def blink(self, closed: float) -> None:
        """Lids from open (0) to closed (1)."""
        self._face.closed = min(max(float(closed), 0.0), 1.0)
        self._show_face()

    def look_at(self, target: Vector | None) -> None:
        """Eyes, and the head a little, towards a world point; None looks ahead again."""
        self._target = None if target is None else Vector(target)
        self._refresh()

    # What others read off it

    def joints(self) -> dict[str, Vector]:
        """World positions of the 18 OpenPose COCO keypoints (left is the character's left)."""
        head = self._placed.head
        points = {
            "nose": self._on_head(np.array([0, -1.15, NOSE_Z])),
            "neck": self._world(head["neck"]),
        }
        for tag, side in (("L", "l"), ("R", "r")):
            sign = 1.0 if tag == "L" else -1.0
            for name, bone in (
                ("shoulder", "upperarm"),
                ("elbow", "forearm"),
                ("wrist", "hand"),
                ("hip", "thigh"),
                ("knee", "shin"),
                ("ankle", "foot"),
            ):
                points[f"{side}_{name}"] = self._world(head[f"{bone}.{tag}"])
            points[f"{side}_eye"] = self._on_head(np.array([sign * EYE_X, -0.9, EYE_Z]))
            points[f"{side}_ear"] = self._on_head(
                np.array([sign * 1.0 * self._p.head_width, 0.04, -0.06])
            )
        return points

    def face_state_key(self) -> tuple:
        """Hashable; equal keys mean an equal face (the head's place is in `body_state_key`)."""
        return self._face.state_key()

    def body_state_key(self) -> tuple:
        """Hashable; equal keys mean that every bone and the root stand equal."""
        root = (*self.root.location, *self.root.rotation_euler)
        bones = tuple(
            round(float(v), 3)
            for name in self._placed.head
            for v in (*self._placed.head[name], *self._placed.turn[name].ravel())
        )
        return tuple(round(float(v), 4) for v in root), bones

    # How it is done

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is changed in this block is shown at its end, once."""
        self._waits = True
        try:
            yield
        finally:
            self._waits = False
        self._refresh()

    def _refresh(self) -> None:
        if self._waits:
            return
        action, t, amount, stride = self._action
        pose = motion_of(action)(self._solver, t)
        if amount != 1.0:
            pose = blended(motion_of("idle")(self._solver, t), pose, amount)
        if stride != 1.0 and speed_of(action):
            pose = strided(pose, stride)
        pose = added(pose, {"head": self._face.head_turn()})
        self._placed = self._solver.solve(pose)
        self._face.gaze = None
        if self._target is not None:
            across, up = self._gaze()
            share = np.array([-_HEAD_SHARE * 0.6 * up, 0.0, _HEAD_SHARE * across])
            self._placed = self._solver.solve(added(pose, {"head": share}))
            self._face.gaze = self._gaze()
        self._poser.apply(self._placed)
        self._face.apply()

    def _show_face(self) -> None:
        if not self._waits:
            self._face.apply()

    def _gaze(self) -> tuple[float, float]:
        """The target's direction from the eyes as (to the left, up), within -1..1."""
        inverse = np.array(self._matrix().inverted())
        local = inverse[:3, :3] @ np.array(self._target) + inverse[:3, 3]
        eyes = eye_centre(self._p) * [0, 1, 1]
        rest = self._solver.rest_head["head"]
        at = self._placed.point("head", eyes, rest)
        way = self._placed.turn["head"].T @ (local - at)
        across = math.degrees(math.atan2(way[0], -way[1])) / 30.0
        up = math.degrees(math.atan2(way[2], math.hypot(way[0], way[1]))) / 24.0
        return float(np.clip(across, -1, 1)), float(np.clip(up, -1, 1))

    def _matrix(self) -> Matrix:
        """From head units (origin at the resting head's centre) to the world."""
        turn = Matrix.Rotation(self.root.rotation_euler.z, 4, "Z")
        move = Matrix.Translation(self.root.location)
        lift = Matrix.Translation((0, 0, -self._p.ground))
        return move @ turn @ Matrix.Scale(self._p.metres, 4) @ lift

    def _world(self, point: np.ndarray) -> Vector:
        return self._matrix() @ Vector(point)

    def _on_head(self, rest: np.ndarray) -> Vector:
        return self._world(self._placed.point("head", rest, self._solver.rest_head["head"]))
