"""A photographer's seamless paper: floor curving up into a wall."""

import math

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor

PAPER = {0.0: "#8FB4C4", 0.45: "#CFA088", 1.0: "#3E4A78"}  # by how far the lamps are up
BACK, CURVE, HIGH = 3.2, 1.8, 9.0  # metres
FLOOR = Floor(-8.0, 8.0, -7.0, 1.5)


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the paper into `collection`."""
    colour = min(PAPER, key=lambda lamps: abs(lamps - air.lamps))
    bend = np.linspace(0, math.pi / 2, 16)
    profile = [
        (-14.0, 0.0),
        *((BACK + CURVE * math.sin(a), CURVE * (1 - math.cos(a))) for a in bend),
        (BACK + CURVE, HIGH),
    ]
    vertices = np.array([(x, y, z) for y, z in profile for x in (-16.0, 16.0)])
    faces = [(2 * k, 2 * k + 1, 2 * k + 3, 2 * k + 2) for k in range(len(profile) - 1)]
    paper = Model("paper")
    paper.add(shapes.Shape(vertices, faces, True), surface.plain("paper", PAPER[colour], 0.95))
    paper.build(collection)
