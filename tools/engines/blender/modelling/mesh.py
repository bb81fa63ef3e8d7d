"""Many shapes joined into one object: fewer objects mean a shorter sync before each render."""

import math
from collections.abc import Sequence

import bpy
import numpy as np

from tools.engines.blender.modelling.shapes import Shape


class Model:
    """Collects shapes with their materials; `build` makes one mesh object of them."""

    def __init__(self, name: str):
        self.name = name
        self._vertices: list[np.ndarray] = []
        self._faces: list[tuple[int, ...]] = []
        self._slots: list[int] = []
        self._smooth: list[bool] = []
        self._materials: list[bpy.types.Material] = []
        self._count = 0

    def add(
        self,
        shape: Shape,
        material: bpy.types.Material,
        at: Sequence[float] = (0, 0, 0),
        turn: float = 0.0,
        scale: float | Sequence[float] = 1.0,
        tilt: float = 0.0,
    ) -> None:
        """Add `shape` scaled, tilted about X, turned about Z (degrees) and moved to `at`."""
        tilt, turn = math.radians(tilt), math.radians(turn)
        about_x = np.array(
            [
                (1, 0, 0),
                (0, math.cos(tilt), -math.sin(tilt)),
                (0, math.sin(tilt), math.cos(tilt)),
            ]
        )
        about_z = np.array(
            [
                (math.cos(turn), -math.sin(turn), 0),
                (math.sin(turn), math.cos(turn), 0),
                (0, 0, 1),
            ]
        )
        moved = (shape.vertices * np.asarray(scale, float)) @ (about_z @ about_x).T + np.asarray(
            at, float
        )
        if material not in self._materials:
            self._materials.append(material)
        slot = self._materials.index(material)
        self._vertices.append(moved)
        self._faces += [tuple(v + self._count for v in face) for face in shape.faces]
        self._slots += [slot] * len(shape.faces)
        self._smooth += [shape.smooth] * len(shape.faces)
        self._count += len(moved)

    def build(self, collection: bpy.types.Collection) -> bpy.types.Object:
        """The joined mesh object, linked to `collection`."""
        mesh = bpy.data.meshes.new(self.name)
        mesh.from_pydata(np.concatenate(self._vertices).tolist(), [], self._faces)
        for material in self._materials:
            mesh.materials.append(material)
        mesh.polygons.foreach_set("material_index", self._slots)
        mesh.polygons.foreach_set("use_smooth", self._smooth)
        mesh.update()
        made = bpy.data.objects.new(self.name, mesh)
        collection.objects.link(made)
        return made
