"""Skin weights worked out from how a garment was put together.

A welded mesh is made of parts (torso, sleeve, finger...), each of which follows a chain of bones.
A vertex belongs to the parts it is near to, softly, and along each part's chain the bones hand
over to one another at the joints. So a raised arm does not drag the ribs along, as weights by
distance to the bones do.
"""

from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix

from tools.engines.blender.character.falloff import smooth, unit
from tools.engines.blender.character.mesh import Solid, add_attribute, vertices

_MIN_WEIGHT = 0.01
_BLOCK = 256  # points whose distances to a part fit into the processor's cache


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
    share = np.ones((len(points), 1))
    if len(parts) > 1:
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


def mirror_image(left: bpy.types.Object) -> bpy.types.Object:
    """A bound object `name.L` on the other side, as `name.R`: the same mesh and colours, moved by
    the bones of that side."""
    right = left.copy()
    right.data = left.data.copy()
    right.name = other_side(left.name)
    right.data.transform(Matrix.Diagonal((-1.0, 1.0, 1.0, 1.0)))
    right.data.flip_normals()
    add_attribute(right, "rest", vertices(right))
    for group in right.vertex_groups:
        group.name = other_side(group.name)
    for collection in left.users_collection:
        collection.objects.link(right)
    return right


def other_side(name: str) -> str:
    """The name of a bone or an object of the left on the right; others stay."""
    return name[:-2] + ".R" if name.endswith(".L") else name


def _distance(points: np.ndarray, cloud: np.ndarray) -> np.ndarray:
    """From each point to the nearest of a cloud, by |p|^2 + min(|c|^2 - 2 p.c)."""
    far = np.concatenate([-2 * cloud.T, (cloud**2).sum(1)[None]])
    near = np.concatenate([points, np.ones((len(points), 1))], 1)
    blocks = range(0, len(near), _BLOCK)
    nearest = np.concatenate([(near[i : i + _BLOCK] @ far).min(1) for i in blocks])
    return np.sqrt(np.maximum(nearest + (points**2).sum(1), 0))
