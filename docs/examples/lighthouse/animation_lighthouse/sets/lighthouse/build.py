"""A grassy headland, and a lighthouse on a rock off it, near enough to be seen whole."""

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.blender.sets.props import add_lamp

TOWER_AT = (6.0, 38.0)  # metres
FOOT = -2.0  # metres over the ground on which the cast stands
BANDS = (
    (0.0, "#F4F1EA"),
    (1.8, "#C8402F"),
    (3.6, "#F4F1EA"),
    (5.4, "#C8402F"),
)  # from which height
FLOOR = Floor(-5.0, 5.0, -5.0, 3.0)


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the headland into `collection`; the lamp shines by night, and a little at sunset."""
    sea = Model("sea")
    sea.add(shapes.box((400, 400, 0.2)), surface.water("sea", "#2F7FA8"), (0, 150, -3.0))
    sea.build(collection)
    headland = Model("headland")
    grass = surface.mottled("grass", "#7DB04A", "#5C9438", 0.7, tint=0.3)
    spread = np.linspace(-30, 30, 61)
    headland.add(shapes.terrain(spread, np.linspace(-18, 22, 41), _height), grass)
    headland.build(collection)
    _tower(collection, air.lamps)


def _height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height of the ground in metres: level where one walks, falling to the sea beyond it."""
    away = np.clip((np.hypot(x, y - 2.0) - 11.0) / 9.0, 0, 1)
    return -6.0 * away**1.5


def _tower(collection: bpy.types.Collection, lamps: float) -> None:
    tower = Model("tower")
    x, y = TOWER_AT
    rock = shapes.ellipsoid((5.0, 4.0, 1.6), 10, 24)
    tower.add(rock, surface.mottled("rock", "#8A8276", "#6B645A", 1.2), (x, y, FOOT - 0.9))
    for low, colour in BANDS:
        radii = [1.15 - 0.06 * height for height in (low, low + 1.8)]
        ring = shapes.lathe([(radii[0], low), (radii[1], low + 1.8)], 32)
        tower.add(ring, surface.plain(f"band{low}", colour, 0.7), (x, y, FOOT))
    iron = surface.plain("iron", "#2E3238", 0.5)
    tower.add(shapes.lathe([(0, 7.2), (1.0, 7.2), (1.0, 7.3), (0, 7.3)], 32), iron, (x, y, FOOT))
    tower.add(shapes.lathe([(0.62, 8.3), (0.7, 8.3), (0, 8.9)], 24), iron, (x, y, FOOT))
    glass = surface.glowing("lamp", "#FFE3A0", 1.0 + 60.0 * lamps)
    tower.add(shapes.lathe([(0, 7.3), (0.5, 7.3), (0.5, 8.3), (0, 8.3)], 24), glass, (x, y, FOOT))
    tower.build(collection)
    if lamps > 0:
        add_lamp(collection, (x, y - 1.2, FOOT + 7.8), 400.0 * lamps, "#FFE3A0", 0.5)
