"""The head as Blender objects: face mesh with shape keys, eyes, teeth, ears."""

import bpy

from tools.engines.blender.character.colour import linear, skin_tone
from tools.engines.blender.character.head.complexion import head_colours
from tools.engines.blender.character.head.ears import build_ears
from tools.engines.blender.character.head.eyes import build_eyes
from tools.engines.blender.character.head.surface import HeadSurface
from tools.engines.blender.character.head.teeth import build_teeth
from tools.engines.blender.character.mesh import add_attribute, add_shape_keys, make_object, paint
from tools.engines.blender.character.proportions import Proportions


def build_head(
    p: Proportions,
    looks: dict,
    materials: dict[str, bpy.types.Material],
    anchor: bpy.types.Object,
    collection: bpy.types.Collection,
) -> dict[str, bpy.types.Object]:
    """All parts of the head by name, parented to `anchor` at the head's centre.

    `face` holds the shape keys; `eye.L`, `eye.R`, `jaw` are pivots to turn.
    """
    surface = HeadSurface(p)
    rest = surface.points()
    slots = [materials[k] for k in ("skin", "mouth", "brow", "lash")]
    face = make_object("face", rest, surface.faces, slots, collection, anchor, surface.materials)
    paint(face, head_colours(surface, rest, looks))
    add_attribute(face, "rest", rest)
    add_shape_keys(face, dict(surface.shapes()))
    parts = {"face": face}
    parts |= build_eyes(p, materials, anchor, collection)
    parts |= build_teeth(p, materials, anchor, collection)
    for ear in build_ears(
        p, skin_tone(looks), linear(looks["blush"]), materials["skin"], anchor, collection
    ):
        parts[ear.name.split(".0")[0]] = ear
    return parts
