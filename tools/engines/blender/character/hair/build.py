"""Hair as Blender curves."""

import bpy
import numpy as np

from tools.engines.blender.character.falloff import unit
from tools.engines.blender.character.hair.growth import BUN, grow
from tools.engines.blender.character.hair.styles import STYLES
from tools.engines.blender.character.head.skull import skull
from tools.engines.blender.character.proportions import Proportions

_BUN_RADIUS = 0.40


def build_hair(
    p: Proportions,
    looks: dict,
    material: bpy.types.Material,
    anchor: bpy.types.Object,
    collection: bpy.types.Collection,
    under_hat: np.ndarray | None = None,
) -> list[bpy.types.Object]:
    """The hair of the sheet's style, parented to `anchor`; nothing for `bald`."""
    if looks["hair_style"] == "bald":
        return []
    style = STYLES[looks["hair_style"]]
    rng = np.random.default_rng(looks["seed"] + 7)
    hairs = grow(style, p, rng, under_hat)
    made = [_curves("hair", hairs, style.radius, rng, material, anchor, collection)]
    if style.flow == "gather":
        made.append(_curves("hair.bun", _bun(p, rng), 0.011, rng, material, anchor, collection))
    return made


def _curves(
    name: str,
    hairs: np.ndarray,
    radius: float,
    rng: np.random.Generator,
    material: bpy.types.Material,
    anchor: bpy.types.Object,
    collection: bpy.types.Collection,
) -> bpy.types.Object:
    """Tapered hair curves from control points (n, k, 3)."""
    count, points, _ = hairs.shape
    data = bpy.data.hair_curves.new(name)
    data.add_curves([points] * count)
    data.attributes["position"].data.foreach_set("vector", hairs.astype(np.float32).ravel())
    taper = 1 - 0.85 * np.linspace(0, 1, points) ** 1.8
    widths = radius * taper[None] * rng.uniform(0.75, 1.2, (count, 1))
    attribute = data.attributes.get("radius") or data.attributes.new("radius", "FLOAT", "POINT")
    attribute.data.foreach_set("value", widths.astype(np.float32).ravel())
    data.materials.append(material)
    made = bpy.data.objects.new(name, data)
    collection.objects.link(made)
    made.parent = anchor
    return made


def _bun(
    p: Proportions, rng: np.random.Generator, count: int = 900, points: int = 14
) -> np.ndarray:
    """Strands coiled round a ball at the back of the head."""
    centre = skull(BUN[None], p)[0] + BUN * _BUN_RADIUS * 0.62
    side = unit(np.cross(BUN, [0, 0, 1.0]))
    up = np.cross(side, BUN)
    start = rng.uniform(0, 2 * np.pi, count)[:, None]
    t = np.linspace(0, 1, points)[None]
    around = start + t * rng.uniform(1.2, 2.4, (count, 1))
    level = rng.uniform(-0.75, 0.95, (count, 1)) + 0.35 * (t - 0.5)
    level = np.clip(level, -0.9, 0.985)
    ring = np.sqrt(1 - level**2)
    size = _BUN_RADIUS * (
        1 + 0.05 * np.sin(4 * around + 9 * level) + rng.normal(0, 0.022, (count, 1))
    )
    out = (
        (ring * np.cos(around))[..., None] * side
        + (ring * np.sin(around))[..., None] * up
        + level[..., None] * BUN * 0.85
    )
    return centre + size[..., None] * out
