"""Things that dress a set: boats, pots of flowers, bunting, street lamps, trees."""

import math
from collections.abc import Sequence

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.materials import srgb
from tools.engines.blender.modelling.mesh import Model

LAMP_COLOUR = "#FFB65C"


def add_boat(model: Model, at: Sequence[float], turn: float, colour: str) -> None:
    """A small fishing boat, 4 m long along its own Y."""
    hull = shapes.ellipsoid((0.75, 2.1, 0.62), 12, 20)
    vertices = hull.vertices.copy()
    rail = 0.12 + 0.05 * vertices[:, 1] ** 2
    vertices[:, 2] = np.minimum(vertices[:, 2], rail)
    paint = surface.plain("hull", colour, 0.35)
    white = surface.plain("boat_white", "#FBF6EA", 0.5)
    wood = surface.plain("boat_wood", "#8A5A34", 0.6)
    model.add(shapes.Shape(vertices, hull.faces, True), paint, (at[0], at[1], at[2] + 0.25), turn)
    inner = vertices * (0.86, 0.9, 1.0)
    model.add(shapes.Shape(inner, hull.faces, True), wood, (at[0], at[1], at[2] + 0.27), turn)
    model.add(shapes.box((0.9, 0.6, 0.5), 0.05), white, (at[0], at[1], at[2] + 0.5), turn)
    model.add(shapes.lathe([(0.045, 0.0), (0.03, 2.6)], 8), wood, (at[0], at[1], at[2] + 0.4), turn)


def add_flower_pot(model: Model, rng: np.random.Generator, at: Sequence[float]) -> None:
    """A terracotta pot with a ball of pink flowers, 0.9 m high."""
    clay = surface.mottled("pot", "#B5623F", "#A0522F", 6.0)
    leaf = surface.mottled("leaf", "#4F8A3A", "#386B2C", 20.0, 0.7)
    petals = [surface.plain("petal", colour, 0.6) for colour in ("#E2467A", "#F07FA5")]
    model.add(
        shapes.lathe(
            [
                (0.0, 0),
                (0.19, 0),
                (0.21, 0.05),
                (0.28, 0.42),
                (0.31, 0.43),
                (0.31, 0.5),
                (0.0, 0.5),
            ],
            20,
        ),
        clay,
        at,
    )
    for _ in range(34):
        way = rng.normal(0, 1, 3)
        way /= np.linalg.norm(way)
        colour = petals[rng.integers(2)] if rng.random() < 0.45 else leaf
        model.add(
            shapes.blob(rng, rng.uniform(0.07, 0.13), 0.4),
            colour,
            (at[0] + way[0] * 0.27, at[1] + way[1] * 0.27, at[2] + 0.74 + way[2] * 0.23),
        )


def add_bunting(
    model: Model, start: Sequence[float], end: Sequence[float], sag: float, flags: int = 22
) -> None:
    """A sagging string of paper flags from `start` to `end`."""
    papers = [
        surface.plain("flag", colour, 0.8)
        for colour in ("#D63A2F", "#F5EBDD", "#2E7D4F", "#F0B63A", "#3D7FB5")
    ]
    cord = surface.plain("cord", "#EDE3D0", 0.8)
    first, last = np.asarray(start, float), np.asarray(end, float)
    share = np.linspace(0, 1, 24)[:, None]
    path = first + (last - first) * share - np.array([0, 0, 4 * sag]) * share * (1 - share)
    model.add(shapes.tube(path, 0.012, 4), cord)
    for k in range(flags):
        t = (k + 0.5) / flags
        point = first + (last - first) * t - np.array([0, 0, 4 * sag * t * (1 - t)])
        model.add(shapes.card([(-0.22, 0, 0), (0.22, 0, 0), (0, 0.02, -0.5)]), papers[k % 5], point)


def add_lamp_post(
    collection: bpy.types.Collection,
    at: Sequence[float],
    height: float,
    lamps: float,
    watts: float = 130.0,
) -> None:
    """A street lamp; lit by `lamps` (0 off, 1 full)."""
    iron = surface.plain("iron", "#2A2D31", 0.45)
    glass = surface.glowing("lamp_glass", "#FFD9A0", 12.0 * lamps)
    post = Model("lamp_post")
    post.add(
        shapes.lathe([(0.13, 0), (0.13, 0.1), (0.07, 0.3), (0.045, 0.5), (0.035, height)], 12),
        iron,
        at,
    )
    post.add(
        shapes.lathe([(0.06, 0), (0.13, 0.3), (0.13, 0.32)], 8),
        glass,
        (at[0], at[1], at[2] + height),
    )
    post.add(
        shapes.lathe([(0.17, 0), (0.03, 0.16), (0.015, 0.26)], 8),
        iron,
        (at[0], at[1], at[2] + height + 0.32),
    )
    post.build(collection)
    if lamps > 0:
        add_lamp(collection, (at[0], at[1] - 0.05, at[2] + height + 0.15), watts * lamps)


def add_lamp(
    collection: bpy.types.Collection,
    at: Sequence[float],
    watts: float,
    colour: str = LAMP_COLOUR,
    radius: float = 0.16,
) -> None:
    """A warm point light that the camera does not see."""
    data = bpy.data.lights.new("lamp", "POINT")
    data.energy, data.color, data.shadow_soft_size = watts, srgb(colour)[:3], radius
    made = bpy.data.objects.new("lamp", data)
    made.location = at
    made.visible_camera = False
    made.visible_glossy = False
    collection.objects.link(made)


def add_tree(
    model: Model,
    rng: np.random.Generator,
    at: Sequence[float],
    height: float,
    leaf: bpy.types.Material,
    bark: bpy.types.Material,
) -> None:
    """A round-crowned tree."""
    lean = rng.uniform(-0.06, 0.06, 2) * height
    share = np.linspace(0, 1, 5)[:, None]
    trunk = np.asarray(at, float) + share * np.array([lean[0], lean[1], height * 0.55])
    model.add(shapes.tube(trunk, 0.045 * height, 8), bark)
    top = trunk[-1] + (0, 0, height * 0.15)
    for k in range(9):
        turn = 2 * math.pi * k / 8
        out = 0.0 if k == 8 else 0.22
        model.add(
            shapes.blob(rng, height * rng.uniform(0.17, 0.25), 0.35),
            leaf,
            (
                top[0] + out * height * math.cos(turn),
                top[1] + out * height * math.sin(turn),
                top[2] + height * rng.uniform(-0.08, 0.14) + (0.12 * height if k == 8 else 0),
            ),
        )
