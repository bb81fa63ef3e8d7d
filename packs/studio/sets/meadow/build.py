"""A meadow among round hills: grass, flowers, a fence, trees."""

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model
from tools.engines.blender.scene.atmosphere import Atmosphere
from tools.engines.blender.sets.floor import Floor
from tools.engines.blender.sets.props import add_lamp, add_tree

FLOWERS = ("#FFFFFF", "#F7C948", "#E2467A", "#9C6ADE", "#F28C38")
FENCE_Y = 5.0  # metres behind the cast
BOUNCE = 0.3  # of the grass's saturation is left in the light that it throws on the cast


def height(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Height of the ground in metres: level where the cast stands, rolling farther off."""
    away = np.clip((np.hypot(x, y) - 2.5) / 14.0, 0, 1) ** 1.5
    roll = (
        0.5 * np.sin(x * 0.21 + 0.6) + 0.45 * np.sin(y * 0.26 + 1.0) + 0.3 * np.sin((x + y) * 0.13)
    )
    return away * roll


FLOOR = Floor(-10.0, 10.0, -6.0, 4.0, lambda x, y: float(height(np.array(x), np.array(y))))


def build(collection: bpy.types.Collection, air: Atmosphere) -> None:
    """Build the meadow into `collection`."""
    rng = np.random.default_rng(11)
    grass = surface.mottled("grass", "#7DB04A", "#5C9438", 0.7, tint=BOUNCE)
    ground = Model("ground")
    near = np.linspace(-40, 40, 90)
    ground.add(shapes.terrain(near, np.linspace(-18, 46, 80), height), grass)
    ground.build(collection)
    _hills(collection, grass)
    _grass_blades(collection, rng)
    _flowers(collection, rng)
    _fence(collection)
    _trees(collection, rng)
    if air.lamps > 0.6:
        _fireflies(collection, rng)


def _hills(collection: bpy.types.Collection, grass: bpy.types.Material) -> None:
    field = surface.mottled("field", "#9CC25A", "#7FAE4C", 0.08)
    wood = surface.mottled("woods", "#4F8A46", "#3C7038", 0.25)
    far = surface.plain("far", "#93B5C6", 1.0)
    hills = Model("hills")
    ball = shapes.ellipsoid((1, 1, 1), 20, 44)
    for centre, radii, material in (
        ((-26, 58, -7), (34, 22, 13), field),
        ((22, 66, -8), (40, 24, 16), grass),
        ((-62, 84, -8), (50, 24, 21), wood),
        ((64, 92, -8), (46, 24, 22), wood),
        ((4, 110, -8), (62, 26, 23), field),
        ((-120, 230, -10), (110, 40, 42), far),
        ((110, 240, -10), (120, 40, 50), far),
        ((0, 280, -10), (120, 40, 40), far),
    ):
        hills.add(ball, material, centre, scale=radii)
    hills.build(collection)


def _scatter(rng: np.random.Generator, count: int, near: float, far: float) -> np.ndarray:
    """Random ground points (count, 3), denser near the cast, never under its feet or the lens."""
    y = rng.uniform(-3.0, 1.0, count) ** 1 + rng.random(count) ** 1.8 * far
    x = rng.normal(0, 1, count) * (2.5 + 0.35 * np.abs(y))
    keep = np.hypot(x, y) > near
    x, y = x[keep], y[keep]
    return np.stack([x, y, height(x, y)], 1)


def _grass_blades(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    """Thousands of blades as one mesh: three corners each, bent at random."""
    roots = _scatter(rng, 26000, 0.0, 16.0)
    count = len(roots)
    turn, tall = rng.uniform(0, 2 * np.pi, count), rng.uniform(0.035, 0.1, count)
    tall *= np.clip(np.hypot(roots[:, 0], roots[:, 1]) / 0.9, 0.35, 1.0)
    side = np.stack([np.cos(turn), np.sin(turn), np.zeros(count)], 1) * 0.008
    lean = np.stack([-np.sin(turn), np.cos(turn), np.zeros(count)], 1) * (tall * 0.45)[:, None]
    tips = roots + lean + np.stack([np.zeros(count), np.zeros(count), tall], 1)
    vertices = np.stack([roots - side, roots + side, tips], 1).reshape(-1, 3)
    greens = [
        surface.plain("blade", colour, 0.8, BOUNCE) for colour in ("#8CC152", "#6FA83F", "#A5CC62")
    ]
    blades = Model("blades")
    for k, green in enumerate(greens):
        part = vertices.reshape(-1, 3, 3)[k::3].reshape(-1, 3)
        faces = [(3 * n, 3 * n + 1, 3 * n + 2) for n in range(len(part) // 3)]
        blades.add(shapes.Shape(part, faces), green)
    blades.build(collection)


def _flowers(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    stem = surface.plain("stem", "#5E9440", 0.8)
    heart = surface.plain("heart", "#F2B632", 0.7)
    petals = [surface.plain("petal", colour, 0.6) for colour in FLOWERS]
    petal = shapes.ellipsoid((1, 0.55, 0.16), 4, 8)
    dot = shapes.ellipsoid((0.6, 0.6, 0.4), 4, 8)
    flowers = Model("flowers")
    for place in _scatter(rng, 260, 0.55, 13.0):
        tall, size = rng.uniform(0.10, 0.24), rng.uniform(0.022, 0.036)
        head = place + np.array((0, 0, tall))
        bend = place + np.array((0.005, 0, tall * 0.5))
        flowers.add(shapes.tube(np.array([place, bend, head]), 0.005, 4), stem)
        colour = petals[rng.integers(len(petals))]
        for k in range(5):
            a = 2 * np.pi * k / 5
            at = head + np.array([np.cos(a), np.sin(a), 0.15]) * size
            flowers.add(petal, colour, at, turn=float(np.degrees(a)), scale=size)
        flowers.add(dot, heart, head + np.array((0, 0, 0.3 * size)), scale=size)
    flowers.build(collection)


def _fence(collection: bpy.types.Collection) -> None:
    wood = surface.mottled("fence", "#C9A578", "#A88254", 5.0, bump=0.3, stretch=(0.4, 1, 1))
    fence = Model("fence")
    spots = np.arange(-13, 14, 1.9)
    ground = height(spots, np.full_like(spots, FENCE_Y))
    for x, z in zip(spots, ground, strict=True):
        fence.add(
            shapes.box((0.13, 0.13, 1.0), 0.03), wood, (x, FENCE_Y, z + 0.4), turn=8 * np.sin(x * 3)
        )
    for rail in (0.38, 0.72):
        for k in range(len(spots) - 1):
            ends = np.array(
                [
                    (spots[k] - 0.1, FENCE_Y - 0.08, ground[k] + rail),
                    (
                        spots[k + 1] + 0.1,
                        FENCE_Y - 0.08,
                        ground[k + 1] + rail + 0.03 * np.sin(k * 2.1),
                    ),
                ]
            )
            fence.add(shapes.tube(ends, 0.05, 8), wood)
    fence.build(collection)


def _trees(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    bark = surface.mottled("bark", "#7B5A3C", "#5C4029", 4.0)
    leaves = [
        surface.mottled("crown", a, b, 1.8)
        for a, b in (("#5FA043", "#40802F"), ("#7DB548", "#579138"), ("#4C9150", "#35733C"))
    ]
    trees = Model("trees")
    for k, (x, y, tall) in enumerate(
        (
            (-5.6, 9.5, 4.6),
            (7.4, 12.0, 5.4),
            (-10.5, 17, 6.0),
            (12.5, 21, 6.2),
            (-3.5, 27, 5.6),
            (4.0, 33, 6.0),
            (-16, 29, 6.6),
            (19, 31, 6.6),
            (-8.5, 38, 6.2),
            (11, 40, 6.4),
        )
    ):
        z = float(height(np.array(x), np.array(y)))
        add_tree(trees, rng, (x, y, z - 0.1), tall, leaves[k % 3], bark)
    trees.build(collection)


def _fireflies(collection: bpy.types.Collection, rng: np.random.Generator) -> None:
    glow = surface.glowing("firefly", "#FFE27A", 30.0)
    flies = Model("fireflies")
    spark = shapes.ellipsoid((0.014, 0.014, 0.014), 4, 6)
    for _ in range(46):
        flies.add(spark, glow, (rng.uniform(-6, 6), rng.uniform(1.2, 11), rng.uniform(0.25, 2.2)))
    flies.build(collection)
    for x, y in ((-3.4, 4.2), (3.8, 5.8)):
        add_lamp(collection, (x, y, 0.9), 18.0, "#FFE08A", 0.4)
