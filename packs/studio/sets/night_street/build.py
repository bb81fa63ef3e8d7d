"""A narrow old street: wet cobbles, lamps with pools of light, lit windows."""

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.blender.sets.houses import add_house, house_style
from tools.engines.blender.sets.props import add_bunting, add_flower_pot, add_lamp_post

PLASTER = ("#C98F6B", "#B9705A", "#D9B98C", "#A86A5E", "#CFA27A", "#9C8B7A")
HALF_WIDTH = 3.1  # metres from the middle of the street to the walls
FLOOR = Floor(-1.7, 1.7, -6.0, 12.0)


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the street into `collection`, running away along +Y and bending at its end."""
    rng = np.random.default_rng(21)
    style = house_style(PLASTER, "#7A4638", max(air.lamps, 0.0))
    street = Model("street")
    cobbles = surface.paving(
        "cobbles", "#8B8378", "#6F6960", "#3E3A36", 0.22, gloss=0.35 + 0.65 * air.lamps
    )
    street.add(shapes.box((9, 60, 1.0)), cobbles, (0, 16, -0.5))
    street.build(collection)
    curb = surface.mottled("curb", "#A59C8E", "#8A8276", 2.0)
    edges = Model("edges")
    for side in (-1, 1):
        edges.add(shapes.box((0.55, 44, 0.16), 0.03), curb, (side * (HALF_WIDTH - 0.2), 12, 0.04))
    edges.build(collection)
    houses = Model("houses")
    for side, turn in ((-1, 90), (1, -90)):
        y = -10.0
        for k in range(8):
            width, tall = rng.uniform(4.4, 6.0), rng.uniform(7.5, 10.5)
            add_house(
                houses,
                rng,
                style,
                (side * (HALF_WIDTH + 2.4), y + width / 2, 0),
                width,
                tall,
                4.8,
                turn,
                k + (side > 0) * 3,
            )
            y += width + 0.02
    for k, x in enumerate((-5.6, 0.2, 6.0)):
        add_house(
            houses,
            rng,
            style,
            (x, 31 + 0.8 * k, 0),
            5.8,
            8.2 + 1.6 * (k % 2),
            5.0,
            -4 + 4 * k,
            k + 2,
        )
    add_house(houses, rng, style, (3.5, 42, 0), 4.0, 17.0, 4.0, 0, 2)
    houses.build(collection)
    _dressing(collection, rng, air)


def _dressing(collection: bpy.types.Collection, rng: np.random.Generator, air: Atmosphere) -> None:
    for x, y in ((-2.3, 3.6), (2.35, 7.5), (-2.3, 14.0), (2.3, 21.0)):
        add_lamp_post(collection, (x, y, 0.1), 2.9, air.lamps, 210.0)
    things = Model("street_things")
    wood = surface.mottled("crate", "#9A6B42", "#7B5230", 4.0, stretch=(0.3, 1, 1))
    barrel = shapes.lathe([(0.0, 0), (0.26, 0), (0.33, 0.4), (0.26, 0.82), (0.0, 0.82)], 20)
    things.add(shapes.box((0.6, 0.6, 0.55), 0.03), wood, (2.45, 4.2, 0.39), turn=12)
    things.add(shapes.box((0.45, 0.45, 0.4), 0.03), wood, (2.5, 4.2, 0.86), turn=-8)
    things.add(barrel, wood, (2.5, 3.3, 0.12))
    things.build(collection)
    pots = Model("pots")
    for x, y in ((-2.6, 5.6), (2.6, 9.4), (-2.6, 10.0)):
        add_flower_pot(pots, rng, (x, y, 0.1))
    pots.build(collection)
    flags = Model("bunting")
    add_bunting(flags, (-HALF_WIDTH, 8.0, 4.9), (HALF_WIDTH, 9.5, 5.1), 0.8, 14)
    add_bunting(flags, (-HALF_WIDTH, 15.0, 5.6), (HALF_WIDTH, 14.0, 5.4), 0.9, 14)
    flags.build(collection)
