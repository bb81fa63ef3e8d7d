"""Teeth, gums and tongue. The lower row and the tongue hang on the jaw."""

import bpy
import numpy as np

from tools.engines.blender.character.falloff import bell, smooth
from tools.engines.blender.character.head.mouth import JAW_HINGE
from tools.engines.blender.character.head.skull import LEFT, OUT, UP
from tools.engines.blender.character.mesh import add_shape_keys, join, loft, make_object, sphere
from tools.engines.blender.character.proportions import Proportions

# Width of each tooth from the middle to the back, relative to the first.
_WIDTHS = (1.0, 0.86, 0.88, 0.86, 0.9, 0.95)


def build_teeth(
    p: Proportions,
    materials: dict[str, bpy.types.Material],
    head: bpy.types.Object,
    collection: bpy.types.Collection,
) -> dict[str, bpy.types.Object]:
    """`jaw` (an empty to turn about X), both rows and the tongue (keys `out`, `up`, `back`)."""
    jaw = bpy.data.objects.new("jaw", None)
    collection.objects.link(jaw)
    jaw.parent = head
    jaw.location = JAW_HINGE
    made = {"jaw": jaw}
    for name, height, tall, parent, sign in (
        ("teeth.upper", -0.070, 0.215, head, 1),
        ("teeth.lower", -0.235, 0.125, jaw, -1),
    ):
        origin = JAW_HINGE if parent is jaw else np.zeros(3)
        points, faces, material = _row(p, height, tall, sign)
        made[name] = make_object(
            name,
            points - origin,
            faces,
            [materials["teeth"], materials["gum"]],
            collection,
            parent,
            material,
        )
    made["tongue"] = _tongue(materials["tongue"], jaw, collection)
    return made


def _row(
    p: Proportions, height: float, tall: float, sign: int
) -> tuple[np.ndarray, list, np.ndarray]:
    """One row of teeth along an arch, and the gum they stand in."""
    wide = 0.122 if sign > 0 else 0.092
    depth, arch = (0.315, 0.30) if sign > 0 else (0.27, 0.30)
    edges = np.concatenate([[0], np.cumsum(np.array(_WIDTHS) * wide)])
    points, faces = sphere(12, 14)
    box = np.sign(points) * np.abs(points) ** 0.46  # between a ball and a box
    solids = []
    widths = _WIDTHS if sign > 0 else _WIDTHS[:-1]
    for k, width in enumerate(widths):
        for side in (1, -1):
            turn = (edges[k] + edges[k + 1]) / 2 / arch
            outward = np.sin(turn) * side * LEFT + np.cos(turn) * OUT
            along = np.cos(turn) * side * LEFT - np.sin(turn) * OUT
            long = tall * (1.0, 0.95, 1.0, 0.95, 0.92, 0.88)[k] / 2
            middle = OUT * (0.60 - 0.03) + LEFT * np.sin(turn) * side * arch * 1.02
            middle = (
                middle + OUT * (np.cos(turn) * depth) + UP * (height - sign * (long - tall / 2))
            )
            axes = np.stack([along, -outward, UP], 1)
            narrow = box * [1, 1, 1]
            narrow[:, 0] *= 1 - 0.05 * narrow[:, 2] * sign  # wider at the biting edge
            tooth = narrow * [wide * width * 0.505, 0.045, long]
            solids.append((tooth @ axes.T + middle, [list(f) for f in faces]))
    count = sum(len(f) for _, f in solids)
    turn = np.linspace(-1.75, 1.75, 34)
    path = (
        OUT * 0.555
        + np.sin(turn)[:, None] * LEFT * arch * 1.02
        + np.cos(turn)[:, None] * OUT * depth
        + UP * (height + sign * tall * 0.56)
    )
    solids.append(loft(path, np.full((34, 2), (0.062, 0.055)), 12, side=UP))
    joined, quads = join(solids)
    return joined, quads, np.where(np.arange(len(quads)) < count, 0, 1)


def _tongue(
    material: bpy.types.Material, jaw: bpy.types.Object, collection: bpy.types.Collection
) -> bpy.types.Object:
    points, faces = sphere(26, 28)
    axes = np.stack([LEFT, -OUT, UP], 1)
    tip = smooth(0.1, -1.0, points[:, 1])

    def shape(out: float = 0.0, up: float = 0.0, back: float = 0.0) -> np.ndarray:
        q = points * [0.185 - 0.05 * out, 0.27, 0.062]
        q[:, 2] -= 0.035 * bell(q[:, 0], 0.05) * (1 - tip)
        q[:, 1] -= 0.20 * out * tip - 0.06 * back
        q[:, 2] += (
            0.055 * out * tip + 0.15 * up * tip**1.5 + 0.11 * back * bell(points[:, 1] - 0.3, 0.6)
        )
        return q @ axes.T + OUT * 0.56 - UP * 0.165 - JAW_HINGE

    made = make_object("tongue", shape(), faces, [material], collection, jaw)
    add_shape_keys(made, {k: shape(**{k: 1.0}) for k in ("out", "up", "back")})
    return made
