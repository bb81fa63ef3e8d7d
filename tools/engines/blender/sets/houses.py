"""Houses with windows and shutters, as the streets of two sets need them."""

import math
from dataclasses import dataclass

import bpy
import numpy as np

from tools.engines.blender.modelling import materials as surface
from tools.engines.blender.modelling import shapes
from tools.engines.blender.modelling.mesh import Model

STOREY = 2.4  # metres
LIT_SHARE = 0.55  # of the windows, when lamps are fully on


@dataclass(frozen=True)
class HouseStyle:
    """The materials that the houses of one place share."""

    walls: list[bpy.types.Material]
    roof: bpy.types.Material
    trim: bpy.types.Material
    pane: bpy.types.Material
    lit: bpy.types.Material
    shutters: list[bpy.types.Material]
    door: bpy.types.Material
    lit_share: float


def house_style(walls: tuple[str, ...], roof: str, lamps: float) -> HouseStyle:
    """Materials for houses with the given wall colours; `lamps` 0 to 1 lights windows."""
    darker = [_shade(colour, 0.93) for colour in walls]
    return HouseStyle(
        walls=[surface.mottled("plaster", a, b, 0.8) for a, b in zip(walls, darker, strict=True)],
        roof=surface.mottled("roof", roof, _shade(roof, 0.8), 2.5),
        trim=surface.plain("trim", "#FBF3E4", 0.7),
        pane=surface.plain("pane", "#26343F", 0.12),
        lit=surface.glowing("lit_pane", "#FFC268", 2.6 * lamps),
        shutters=[
            surface.plain("shutter", colour, 0.6) for colour in ("#2F6B57", "#3E7CA6", "#7A3B2E")
        ],
        door=surface.plain("door", "#6B4630", 0.6),
        lit_share=LIT_SHARE * min(1.0, lamps * 1.4),
    )


def _shade(colour: str, factor: float) -> str:
    return "#" + "".join(f"{int(int(colour[k : k + 2], 16) * factor):02X}" for k in (1, 3, 5))


def add_house(
    model: Model,
    rng: np.random.Generator,
    style: HouseStyle,
    at: tuple[float, float, float],
    width: float,
    height: float,
    depth: float,
    turn: float,
    colour: int,
    door: bool = True,
) -> None:
    """A house whose front (width wide) looks to -Y before it is turned by `turn` degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def place(x: float, y: float, z: float) -> tuple[float, float, float]:
        return (at[0] + cos * x - sin * y, at[1] + sin * x + cos * y, at[2] + z)

    def put(
        shape: shapes.Shape, material: bpy.types.Material, x: float, y: float, z: float
    ) -> None:
        model.add(shape, material, place(x, y, z), turn)

    wall = style.walls[colour % len(style.walls)]
    put(shapes.box((width, depth, height), 0.05), wall, 0, 0, height / 2)
    put(shapes.box((width + 0.3, depth + 0.3, 0.22), 0.05), style.trim, 0, 0, height - 0.1)
    put(shapes.box((width + 0.08, depth + 0.08, 0.7), 0.03), style.trim, 0, 0, 0.35)
    put(shapes.roof(width + 0.6, depth + 0.6, 1.25), style.roof, 0, 0, height)
    front = -depth / 2
    if door:
        put(shapes.box((1.15, 0.16, 2.15), 0.03), style.trim, width * 0.22, front, 1.07)
        put(shapes.box((0.92, 0.2, 2.0), 0.02), style.door, width * 0.22, front, 1.0)
    shutter = style.shutters[colour % len(style.shutters)]
    columns = max(2, int(width / 1.75))
    for storey in range(1, int((height - 0.4) / STOREY)):
        for column in range(columns):
            if rng.random() < 0.93:
                x = -width / 2 + width * (column + 0.5) / columns
                pane = style.lit if rng.random() < style.lit_share else style.pane
                _window(put, style, pane, shutter, x, front, storey * STOREY + 1.25)


def _window(put, style: HouseStyle, pane, shutter, x: float, y: float, z: float) -> None:
    put(shapes.box((0.78, 0.12, 1.24)), style.trim, x, y, z)
    put(shapes.box((0.62, 0.15, 1.08)), pane, x, y, z)
    put(shapes.box((0.05, 0.18, 1.08)), style.trim, x, y, z)
    put(shapes.box((0.62, 0.18, 0.05)), style.trim, x, y, z + 0.1)
    put(shapes.box((1.0, 0.3, 0.1)), style.trim, x, y, z - 0.66)
    for side in (-1, 1):
        put(shapes.box((0.34, 0.18, 1.14), 0.02), shutter, x + side * 0.56, y, z)
