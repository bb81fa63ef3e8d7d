"""A child's bedroom: bed, window, shelf, desk lamp, rug, pictures without words."""

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.blender.sets.props import add_lamp

BACK, LEFT, RIGHT, FRONT, HIGH = 2.7, -3.1, 3.1, -9.0, 3.0  # metres: the walls
WINDOW = (-1.35, 1.55, 1.35, 1.25)  # x and z of the middle, width, height, in the back wall
BOOKS = ("#D9614C", "#3E7CA6", "#E9B44C", "#5B8C5A", "#8C5E8A", "#F2C38B", "#2F4B6B")
FLOOR = Floor(-2.2, 2.2, -5.0, -0.15)


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the room into `collection`; it is open behind the camera."""
    rng = np.random.default_rng(3)
    _walls(collection)
    _window(collection, air)
    _bed(collection)
    _shelf(collection, rng)
    _pictures(collection)
    _floor_things(collection, rng)
    _lamps(collection, air)


def _walls(collection: bpy.types.Collection) -> None:
    paint = surface.mottled("wall", "#8FB9B5", "#86B1AE", 0.6)
    side = surface.mottled("side_wall", "#9CC3BC", "#93BBB5", 0.6)
    white = surface.plain("white", "#F6F0E4", 0.6)
    boards = surface.paving("boards", "#C08A58", "#A87344", "#7A4F2C", 1.6)
    room = Model("room")
    x, z, width, height = WINDOW
    left, right, low, top = x - width / 2, x + width / 2, z - height / 2, z + height / 2
    for x0, x1, z0, z1 in (
        (LEFT, left, 0, HIGH),
        (right, RIGHT, 0, HIGH),
        (left, right, 0, low),
        (left, right, top, HIGH),
    ):
        room.add(
            shapes.box((x1 - x0, 0.2, z1 - z0)), paint, ((x0 + x1) / 2, BACK + 0.1, (z0 + z1) / 2)
        )
    depth = BACK - FRONT
    for wall in (LEFT - 0.1, RIGHT + 0.1):
        room.add(shapes.box((0.2, depth, HIGH)), side, (wall, FRONT + depth / 2, HIGH / 2))
    room.add(
        shapes.box((RIGHT - LEFT + 0.4, depth, 0.2)), white, (0, FRONT + depth / 2, HIGH + 0.1)
    )
    for x0, size in ((0, (RIGHT - LEFT, 0.04, 0.14)),):
        room.add(shapes.box(size, 0.01), white, (x0, BACK - 0.02, 0.07))
    room.build(collection)
    floor = Model("floor")
    floor.add(shapes.box((RIGHT - LEFT + 0.4, depth, 0.2)), boards, (0, FRONT + depth / 2, -0.1))
    floor.build(collection)


def _window(collection: bpy.types.Collection, air: Atmosphere) -> None:
    white = surface.plain("frame", "#FBF7EE", 0.5)
    cloth = surface.mottled("curtain", "#F2D9B3", "#E8C796", 3.0, 0.9)
    x, z, width, height = WINDOW
    window = Model("window")
    for dx in (-width / 2, 0, width / 2):
        window.add(shapes.box((0.07, 0.14, height + 0.07), 0.015), white, (x + dx, BACK, z))
    for dz in (-height / 2, 0.12, height / 2):
        window.add(shapes.box((width + 0.07, 0.14, 0.07), 0.015), white, (x, BACK, z + dz))
    window.add(
        shapes.box((width + 0.3, 0.3, 0.05), 0.015), white, (x, BACK - 0.08, z - height / 2 - 0.05)
    )
    window.add(
        shapes.tube(
            np.array([(x - width, BACK - 0.16, z + 0.78), (x + width, BACK - 0.16, z + 0.78)]),
            0.02,
            8,
        ),
        white,
    )
    for side in (-1, 1):
        along = np.linspace(0, 0.5, 40)
        fold = 0.035 * np.sin(along * 62)
        vertices = np.array(
            [
                (x + side * (width / 2 - 0.08 + a), BACK - 0.16 + f, level)
                for level in (z + 0.76, z - 0.95)
                for a, f in zip(along, fold, strict=True)
            ]
        )
        faces = [(k, k + 1, k + 41, k + 40) for k in range(39)]
        window.add(shapes.Shape(vertices, faces, True), cloth)
    window.build(collection)
    sky = Model("outside")
    tree = surface.mottled("outside_tree", "#5F9A4C", "#447D3A", 1.5)
    rng = np.random.default_rng(8)
    for k in range(9):
        sky.add(
            shapes.blob(rng, 0.8, 0.35),
            tree,
            (-3.6 + 0.6 * k, 6.5 + 0.4 * np.sin(k), 0.3 + 0.25 * np.sin(2.1 * k)),
        )
    sky.build(collection)


def _bed(collection: bpy.types.Collection) -> None:
    wood = surface.mottled("bed_wood", "#B98050", "#9A6639", 3.0, 0.5, stretch=(0.3, 1, 1))
    sheet = surface.plain("sheet", "#F4ECDD", 0.9)
    bed = Model("bed")
    x, y = 2.05, 1.35
    bed.add(shapes.box((1.3, 2.3, 0.3), 0.04), wood, (x, y, 0.27))
    bed.add(shapes.box((1.3, 0.1, 1.05), 0.05), wood, (x, BACK - 0.12, 0.55))
    bed.add(shapes.box((1.3, 0.08, 0.62), 0.04), wood, (x, y - 1.18, 0.34))
    bed.add(shapes.box((1.2, 2.15, 0.24), 0.1), sheet, (x, y, 0.5))
    bed.add(shapes.ellipsoid((0.45, 0.28, 0.13), 8, 20), sheet, (x, BACK - 0.5, 0.72))
    bed.build(collection)
    quilt = Model("quilt")
    xs, ys = np.linspace(-0.68, 0.68, 36), np.linspace(-0.82, 0.62, 36)
    quilt.add(
        shapes.terrain(
            xs,
            ys,
            lambda a, b: (
                0.03 * np.sin(7 * a) * np.sin(6 * b)
                - 0.9 * np.clip(np.abs(a) - 0.56, 0, 1) ** 0.8 * 1.2
            ),
        ),
        surface.striped("quilt", "#D96B4F", "#F3DDB5", 3.2),
    )
    made = quilt.build(collection)
    made.location = (x, y - 0.3, 0.68)


def _shelf(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    wood = surface.mottled("shelf_wood", "#C89A64", "#AE7F4B", 3.0, 0.5)
    covers = [surface.plain("cover", colour, 0.6) for colour in BOOKS]
    shelf = Model("shelf")
    for x0, z0, wide in ((0.5, 1.62, 1.5), (0.5, 2.1, 1.5)):
        shelf.add(shapes.box((wide, 0.26, 0.04), 0.01), wood, (x0, BACK - 0.14, z0))
        x = x0 - wide / 2 + 0.06
        while x < x0 + wide / 2 - 0.4:
            thick, tall = rng.uniform(0.03, 0.06), rng.uniform(0.2, 0.3)
            shelf.add(
                shapes.box((thick, 0.18, tall), 0.006),
                covers[rng.integers(len(covers))],
                (x + thick / 2, BACK - 0.13, z0 + 0.02 + tall / 2),
            )
            x += thick + 0.004
        shelf.add(
            shapes.ellipsoid((0.11, 0.11, 0.11), 10, 18),
            covers[rng.integers(len(covers))],
            (x0 + wide / 2 - 0.2, BACK - 0.14, z0 + 0.13),
        )
    drawers = (-2.55, 1.6)
    shelf.add(shapes.box((0.9, 1.1, 0.85), 0.03), wood, (drawers[0], drawers[1], 0.43))
    for k in range(3):
        shelf.add(
            shapes.box((0.03, 0.98, 0.23), 0.01),
            covers[5],
            (drawers[0] + 0.46, drawers[1], 0.17 + 0.26 * k),
        )
        shelf.add(
            shapes.ellipsoid((0.03, 0.03, 0.03), 6, 10),
            covers[6],
            (drawers[0] + 0.5, drawers[1], 0.17 + 0.26 * k),
        )
    shelf.build(collection)


def _pictures(collection: bpy.types.Collection) -> None:
    """Posters of plain shapes: a sun over the sea, a boat, mountains."""
    paper = {
        name: surface.plain("paper", colour, 0.8)
        for name, colour in (
            ("sky", "#F7D9A0"),
            ("sea", "#2E7F9E"),
            ("sun", "#E8603C"),
            ("white", "#F7F1E3"),
            ("night", "#2A3B66"),
            ("hill", "#5B8C5A"),
            ("moon", "#F5E3A1"),
        )
    }
    posters = Model("posters")

    def poster(x: float, z: float, wide: float, tall: float, back: str) -> float:
        posters.add(
            shapes.box((wide + 0.06, 0.02, tall + 0.06)), paper["white"], (x, BACK - 0.012, z)
        )
        posters.add(shapes.box((wide, 0.02, tall)), paper[back], (x, BACK - 0.018, z))
        return BACK - 0.03

    disc = shapes.ellipsoid((1, 0.02, 1), 16, 24)
    y = poster(2.35, 2.0, 0.62, 0.8, "sky")
    posters.add(disc, paper["sun"], (2.42, y, 2.12), scale=(0.14, 0.2, 0.14))
    posters.add(shapes.box((0.62, 0.012, 0.26)), paper["sea"], (2.35, y, 1.73))
    posters.add(
        shapes.card([(2.15, y - 0.01, 1.78), (2.4, y - 0.01, 1.78), (2.26, y - 0.01, 2.1)]),
        paper["white"],
    )
    y = poster(-0.28, 1.2, 0.5, 0.62, "night")
    posters.add(disc, paper["moon"], (-0.2, y, 1.34), scale=(0.09, 0.2, 0.09))
    posters.add(
        shapes.card([(-0.53, y - 0.004, 0.9), (-0.03, y - 0.004, 0.9), (-0.2, y - 0.004, 1.18)]),
        paper["hill"],
    )
    posters.build(collection)


def _floor_things(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    rug = Model("rug")
    ball = shapes.lathe([(0.0, 0.025), (1.25, 0.025), (1.28, 0.012), (1.28, 0.0)], 48)
    rug.add(ball, surface.mottled("rug", "#E3B778", "#D9A765", 30.0, 0.95), (0, 0.25, 0))
    ring = shapes.lathe([(0.95, 0.028), (1.1, 0.028)], 48)
    rug.add(ring, surface.plain("rug_ring", "#C65A43", 0.95), (0, 0.25, 0))
    rug.build(collection)
    toys = Model("toys")
    for x, y, r, colour in ((-1.45, 1.75, 0.19, "#E8603C"), (-1.02, 2.1, 0.13, "#3E7CA6")):
        toys.add(
            shapes.ellipsoid((r, r, r), 14, 24), surface.plain("ball", colour, 0.35), (x, y, r)
        )
    cube = shapes.box((0.2, 0.2, 0.2), 0.02)
    for k, (x, y, z) in enumerate(((0.85, 2.1, 0.1), (1.07, 2.16, 0.1), (0.95, 2.12, 0.3))):
        toys.add(
            cube,
            surface.plain("block", ("#E9B44C", "#5B8C5A", "#D9614C")[k], 0.5),
            (x, y, z),
            turn=rng.uniform(-25, 25),
        )
    toys.build(collection)


def _lamps(collection: bpy.types.Collection, air: Atmosphere) -> None:
    glow = surface.glowing("shade", "#FFD08A", 0.15 + 3.0 * air.lamps)
    metal = surface.plain("metal", "#3B4C63", 0.4)
    lamp = Model("lamp")
    for x, y, z in ((-2.55, 1.6, 0.86), (1.15, BACK - 0.3, 0.62)):
        lamp.add(
            shapes.lathe([(0.12, 0), (0.12, 0.03), (0.02, 0.06), (0.02, 0.32)], 16),
            metal,
            (x, y, z),
        )
        lamp.add(shapes.lathe([(0.2, 0.26), (0.12, 0.5)], 24), glow, (x, y, z))
        if air.lamps > 0:
            add_lamp(collection, (x, y - 0.02, z + 0.6), 26.0 * air.lamps, radius=0.12)
            add_lamp(collection, (x, y - 0.25, z + 0.2), 9.0 * air.lamps, radius=0.1)
    stand = Model("night_stand")
    stand.add(
        shapes.box((0.45, 0.42, 0.6), 0.03),
        surface.plain("stand", "#F0E4CC", 0.6),
        (1.15, BACK - 0.3, 0.31),
    )
    stand.build(collection)
    lamp.build(collection)
