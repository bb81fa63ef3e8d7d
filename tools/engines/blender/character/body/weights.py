"""Skin weights worked out from how a garment was put together.

A welded mesh is made of parts (torso, sleeve, finger...), each of which follows a chain of bones.
A vertex belongs to the parts it is near to, softly, and along each part's chain the bones hand
over to one another at the joints. So a raised arm does not drag the ribs along, as weights by
distance to the bones do.
"""

from dataclasses import dataclass

import bpy
import numpy as np

from tools.engines.blender.character.falloff import smooth, unit
from tools.engines.blender.character.mesh import Solid, vertices

_MIN_WEIGHT = 0.01


@dataclass(frozen=True)
class Chain:
    """Bones one after another; `joints` (n + 1, 3) are their ends, `widths` of the hand-overs."""

    bones: tuple[str, ...]
    joints: np.ndarray
    width: float = 0.16

    def weights(self, points: np.ndarray) -> np.ndarray:
        """(n points, n bones), each row adds up to 1."""
        way = unit(np.diff(self.joints, axis=0))
        left = np.ones(len(points))
        columns = []
        for k in range(len(self.bones) - 1):
            normal = unit(way[k] + way[k + 1])
            past = smooth(-self.width, self.width, (points - self.joints[k + 1]) @ normal)
            columns.append(left * (1 - past))
            left = left * past
        columns.append(left)
        return np.stack(columns, 1)


@dataclass(frozen=True)
class Part:
    """A solid of a welded mesh, with the chain that it follows."""

    solid: Solid
    chain: Chain


def chain(bones: list[str], joints: list[np.ndarray], width: float = 0.16) -> Chain:
    """A chain from lists."""
    return Chain(tuple(bones), np.stack(joints), width)


def weigh(target: bpy.types.Object, parts: list[Part], softness: float) -> dict[str, np.ndarray]:
    """Weights per bone name for each vertex; `softness` is how far parts bleed into one another."""
    points = vertices(target)
    distance = np.stack([_distance(points, part.solid[0]) for part in parts], 1)
    share = np.exp(-(distance - distance.min(1, keepdims=True)) / softness)
    share /= share.sum(1, keepdims=True)
    total: dict[str, np.ndarray] = {}
    for k, part in enumerate(parts):
        along = part.chain.weights(points)
        for column, bone in enumerate(part.chain.bones):
            total[bone] = total.get(bone, 0.0) + share[:, k] * along[:, column]
    return total


def bind(
    target: bpy.types.Object, rig: bpy.types.Object, weights: dict[str, np.ndarray], relax: int = 0
) -> None:
    """Vertex groups and an armature modifier; `relax` > 0 adds that many corrective smoothing
    steps.
    """
    for bone, values in weights.items():
        group = target.vertex_groups.new(name=bone)
        for index in np.nonzero(values > _MIN_WEIGHT)[0]:
            group.add([int(index)], float(values[index]), "REPLACE")
    target.parent = rig
    modifier = target.modifiers.new("armature", "ARMATURE")
    modifier.object = rig
    if relax:
        smoother = target.modifiers.new("relax", "CORRECTIVE_SMOOTH")
        smoother.iterations, smoother.factor = relax, 0.5
        smoother.smooth_type = "SIMPLE"
        smoother.use_only_smooth = False


def _distance(points: np.ndarray, cloud: np.ndarray) -> np.ndarray:
    """From each point to the nearest of a cloud."""
    nearest = np.full(len(points), np.inf)
    squared = (points**2).sum(1)
    for start in range(0, len(cloud), 256):
        block = cloud[start : start + 256]
        d = squared[:, None] - 2 * points @ block.T + (block**2).sum(1)
        nearest = np.minimum(nearest, d.min(1))
    return np.sqrt(np.maximum(nearest, 0))
