"""An Italian fishing harbour: pastel houses, a quay, boats on the bay, hills behind."""

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.blender.sets.houses import HouseStyle, add_house, house_style
from tools.engines.blender.sets.props import add_boat, add_bunting, add_flower_pot, add_lamp_post

PLASTER = ("#F2C38B", "#E98B6B", "#F6E1B5", "#D9614C", "#F4A9A0", "#E9B44C", "#F7EEDC", "#C9D8C5")
QUAY_EDGE = 5.2  # metres behind the cast
FLOOR = Floor(-3.4, 22.0, -10.0, 3.2)


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the harbour into `collection`, the cast's place at the origin, the bay towards +Y."""
    rng = np.random.default_rng(5)
    style = house_style(PLASTER, "#B8573A", air.lamps)
    _ground(collection)
    _left_row(collection, rng, style)
    _far_shore(collection, rng, style)
    _hills(collection)
    _dressing(collection, rng, air)


def _ground(collection: bpy.types.Collection) -> None:
    stone = surface.paving("quay", "#D2B78E", "#BB9A70", "#86704F", 0.6)
    trim = surface.mottled("quay_wall", "#F1E4CB", "#DDC9A6", 2.0)
    quay = Model("quay")
    quay.add(shapes.box((60, 24 + QUAY_EDGE, 1.6)), stone, (24, -12 + QUAY_EDGE / 2, -0.8))
    quay.add(shapes.box((8, 60, 1.6)), stone, (-10, 20, -0.8))
    quay.add(shapes.box((60, 0.4, 0.34), 0.05), trim, (24, QUAY_EDGE - 0.2, 0.17))
    quay.add(shapes.box((0.4, 30, 0.34), 0.05), trim, (-6.0, QUAY_EDGE + 15, 0.17))
    quay.build(collection)
    sea = Model("sea")
    sea.add(
        shapes.card([(-300, -40, 0), (600, -40, 0), (600, 900, 0), (-300, 900, 0)]),
        surface.water("sea", "#0F6F8C"),
        (0, 0, -0.75),
    )
    sea.build(collection)


def _left_row(
    collection: bpy.types.Collection, rng: np.random.Generator, style: HouseStyle
) -> None:
    row = Model("left_row")
    y = -9.0
    for k, (width, height) in enumerate(
        ((6.2, 8.5), (5.4, 10.5), (5.6, 9.0), (5.2, 11.0), (5.8, 9.6), (5.0, 8.0), (6.0, 10.0))
    ):
        add_house(
            row,
            rng,
            style,
            (-9.2, y + width / 2, 0),
            width,
            height,
            5.0,
            90,
            (1, 5, 4, 0, 3, 2, 6)[k],
        )
        y += width
    awning = surface.striped("awning", "#F5EBDD", "#C9483A", 2.4)
    blue = surface.striped("awning_blue", "#F5EBDD", "#2F6FA8", 2.4)
    row.build(collection)
    for cloth, place in ((awning, 4.6), (blue, 10.2)):
        shade = Model("awning")
        shade.add(
            shapes.card([(-1.9, 0, 0.0), (1.9, 0, 0.0), (1.9, 1.4, 0.55), (-1.9, 1.4, 0.55)]), cloth
        )
        made = shade.build(collection)
        made.location = (-5.3, place, 2.15)
        made.rotation_euler.z = np.pi / 2


def _far_shore(
    collection: bpy.types.Collection, rng: np.random.Generator, style: HouseStyle
) -> None:
    shore = Model("far_shore")
    rock = surface.mottled("rock", "#B9A184", "#8F7C66", 0.4)
    shore.add(shapes.box((110, 40, 2.0), 0.3), rock, (18, 86, -0.3))
    x = -20.0
    for k in range(14):
        width, height = rng.uniform(4.2, 5.8), rng.uniform(6.0, 9.5)
        add_house(
            shore,
            rng,
            style,
            (x + width / 2, 70 + 2.2 * np.sin(k * 1.3), 0.6),
            width,
            height,
            5.0,
            rng.uniform(-5, 5),
            k,
        )
        x += width + 0.05
    for level, (y, base, count) in enumerate(((80, 3.4, 10), (89, 6.6, 6))):
        for k in range(count):
            add_house(
                shore,
                rng,
                style,
                (-16 + 5 * level + 6.4 * k + rng.uniform(-1, 1), y, base),
                rng.uniform(4.0, 5.4),
                rng.uniform(5.2, 8.2),
                5.0,
                rng.uniform(-7, 7),
                2 * k + 1 + level,
            )
    add_house(shore, rng, style, (9.0, 93, 4), 3.4, 17, 3.4, 0, 6)
    shore.build(collection)


def _hills(collection: bpy.types.Collection) -> None:
    near = surface.mottled("hill", "#6E9A4F", "#4C7A40", 0.12)
    far = surface.plain("far_hill", "#8FB0C4", 1.0)
    hills = Model("hills")
    ball = shapes.ellipsoid((1, 1, 1), 20, 40)
    for centre, radii, material in (
        ((20, 128, -12), (58, 34, 36), near),
        ((-52, 150, -9), (52, 30, 40), near),
        ((104, 160, -10), (66, 30, 34), near),
        ((120, 300, -20), (140, 40, 48), far),
        ((-130, 300, -20), (130, 40, 44), far),
    ):
        hills.add(ball, material, centre, scale=radii)
    hills.build(collection)


def _dressing(collection: bpy.types.Collection, rng: np.random.Generator, air: Atmosphere) -> None:
    boats = Model("boats")
    for place, turn, colour in (
        ((1.4, 9.5, -0.62), 72, "#2F6FA8"),
        ((5.2, 13.5, -0.62), 55, "#D8503C"),
        ((-2.4, 15.5, -0.62), 80, "#F5EBD8"),
        ((8.5, 20.0, -0.62), 100, "#3C9A86"),
        ((2.5, 24.0, -0.62), 65, "#E0A63C"),
        ((14.0, 28.0, -0.62), 95, "#F5EBD8"),
    ):
        add_boat(boats, place, turn, colour)
    boats.build(collection)
    pots = Model("pots")
    for x, y in ((-3.2, QUAY_EDGE - 0.9), (-4.7, 1.6), (-4.8, 7.6), (3.4, QUAY_EDGE - 0.8)):
        add_flower_pot(pots, rng, (x, y, 0))
    pots.build(collection)
    flags = Model("bunting")
    add_bunting(flags, (-6.6, 8, 6.2), (10, 15, 7.2), 1.5)
    add_bunting(flags, (-6.6, 15, 7.8), (12, 22, 8.4), 1.7)
    flags.build(collection)
    for x, y in ((2.6, QUAY_EDGE - 0.45), (-4.9, 4.0), (9.0, QUAY_EDGE - 0.45)):
        add_lamp_post(collection, (x, y, 0), 3.0, air.lamps)
