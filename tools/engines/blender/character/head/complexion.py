"""Skin colours of the head: blush, lips, lids, the tint under the hair, freckles."""

import bpy
import numpy as np

from tools.engines.blender.character.colour import linear, skin_tone, tint
from tools.engines.blender.character.falloff import bell, smooth, unit
from tools.engines.blender.character.head import lids, mouth
from tools.engines.blender.character.head.skull import EYE_X, EYE_Z, NOSE_Z
from tools.engines.blender.character.head.surface import COLUMNS, HeadSurface

FRECKLE_PIXELS = 512
FRECKLE_SPAN = 1.0  # the picture covers x and z from -span to +span


def hairline(direction: np.ndarray, nape: float = 0.0) -> np.ndarray:
    """1 where hair grows, 0 on the face and the neck, for unit directions (..., 3). `nape`: how
    much lower it grows at the back, in head units."""
    x, y, z = direction[..., 0], direction[..., 1], direction[..., 2]
    line = 0.83 - 0.05 * bell(x, 0.30) - 0.78 * smooth(-0.60, 0.35, y)
    line = line - (0.42 + nape) * smooth(0.2, 0.9, y)
    return smooth(-0.03, 0.03, z - line)


def head_colours(surface: HeadSurface, rest: np.ndarray, looks: dict) -> np.ndarray:
    """Linear RGB (n, 3) per vertex of the head's mesh at rest."""
    skin = skin_tone(looks)
    blush, lips, hair = (linear(looks[k]) for k in ("blush", "lips", "hair"))
    x, z = rest[:, 0], rest[:, 2]
    side, front = np.abs(x), smooth(0.0, -0.5, rest[:, 1])
    colours = np.tile(skin, (len(rest), 1))
    colours = tint(colours, blush, 0.42 * bell(side - 0.53, 0.24) * bell(z + 0.28, 0.19) * front)
    colours = tint(colours, blush, 0.34 * bell(x, 0.15) * bell(z - NOSE_Z + 0.02, 0.11) * front)
    colours = tint(colours, blush, 0.14 * bell(z + 0.95, 0.2) * bell(x, 0.3) * front)
    shade = 0.26 * bell(side - EYE_X, 0.30) * bell(z - EYE_Z - 0.05, 0.30) * front
    colours = tint(colours, skin * np.array([0.72, 0.55, 0.50]), shade)

    face = surface.parts["face"].span
    grid = rest[face].reshape(-1, COLUMNS, 3)
    off = np.abs(grid[..., 2] - grid[:1, :, 2])
    v = (np.arange(COLUMNS) + 0.5) * 2 * np.pi / COLUMNS
    thick = np.where(np.sin(v) > 0, 0.060, 0.080)
    taper = np.clip(1.03 - np.abs(grid[..., 0]) / (mouth.HALF_WIDTH * surface.p.mouth), 0, 1)
    red = np.exp(-((off / thick) ** 4)) * smooth(0.0, 0.30, taper) * (grid[..., 1] < 0)
    colours[face] = tint(colours[face], lips, 0.72 * red.reshape(-1))
    colours[surface.parts["cavity"].span] = lips * 0.8
    near = np.repeat(smooth(0.30, 0.0, np.linspace(0, 1, lids.RINGS)), lids.COLUMNS)
    for name in ("lid_l", "lid_r"):
        span = surface.parts[name].span
        colours[span] = tint(colours[span], (skin * 0.55 + blush * 0.30), 0.45 * near)
    if looks["hair_style"] != "bald":
        grown = hairline(unit(rest)) * np.isin(
            np.arange(len(rest)), np.arange(face.start, face.stop)
        )
        colours = tint(colours, hair * 0.5, grown)  # roots lie in shade: never pale as skin
    return colours


def freckle_picture(looks: dict) -> bpy.types.Image | None:
    """Freckles seen from the front as a mask picture (1 = freckle), or None without any."""
    if not looks["freckles"]:
        return None
    rng = np.random.default_rng(looks["seed"])
    size = FRECKLE_PIXELS
    axis = (np.arange(size) + 0.5) / size * 2 * FRECKLE_SPAN - FRECKLE_SPAN
    picture = np.zeros((size, size), np.float32)
    for _ in range(looks["freckles"]):
        side = rng.choice((-1, 1))
        x = side * (0.19 + abs(rng.normal(0.0, 0.23)))  # not on the nose, where they would smear
        z = rng.normal(-0.17, 0.075)
        radius, dark = rng.uniform(0.009, 0.018), rng.uniform(0.45, 1.0)
        row, column = (np.abs(axis - centre) < 3 * radius for centre in (z, x))
        window = np.ix_(row, column)
        away = (axis[column][None] - x) ** 2 + (axis[row][:, None] - z) ** 2
        spot = dark * np.exp(-((away / radius**2) ** 1.5))
        picture[window] = np.maximum(picture[window], spot)
    image = bpy.data.images.new("freckles", size, size, float_buffer=False, is_data=True)
    image.pixels.foreach_set(np.repeat(picture.ravel(), 4).astype(np.float32))
    image.pack()
    return image
