"""Short names for building shader node trees."""

from typing import Any

import bpy
import numpy as np

from tools.engines.blender.character.colour import rgba


class Shader:
    """A material under construction: a principled surface and the nodes that feed it."""

    def __init__(self, name: str, colour: np.ndarray, roughness: float = 0.5, **inputs: Any):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]
        self.surface.inputs["Base Color"].default_value = rgba(np.asarray(colour))
        self.surface.inputs["Roughness"].default_value = roughness
        self.set(self.surface, **inputs)

    def set(self, node: bpy.types.Node, **inputs: Any) -> bpy.types.Node:
        """Set sockets by name, with `_` for a space."""
        for name, value in inputs.items():
            node.inputs[name.replace("_", " ")].default_value = value
        return node

    def add(
        self, kind: str, properties: dict[str, Any] | None = None, **inputs: Any
    ) -> bpy.types.Node:
        """A new `ShaderNode{kind}`."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for name, value in (properties or {}).items():
            setattr(node, name, value)
        return self.set(node, **inputs)

    def link(self, source: bpy.types.NodeSocket, target: bpy.types.NodeSocket) -> None:
        """Connect two sockets."""
        self.tree.links.new(source, target)

    def attribute(self, name: str) -> bpy.types.Node:
        """A vertex attribute."""
        return self.add("Attribute", {"attribute_name": name})

    def ramp(
        self, fac: bpy.types.NodeSocket, stops: list[tuple[float, np.ndarray]]
    ) -> bpy.types.Node:
        """A colour ramp through (position, linear RGB) stops."""
        node = self.add("ValToRGB")
        elements = node.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (position, colour) in zip(elements, stops, strict=True):
            element.position, element.color = position, rgba(np.asarray(colour))
        self.link(fac, node.inputs[0])
        return node

    def mix(self, fac: bpy.types.NodeSocket, blend: str = "MIX") -> bpy.types.Node:
        """A colour mix; connect its inputs 6 and 7, take its output 2."""
        node = self.add("Mix", {"data_type": "RGBA", "blend_type": blend})
        self.link(fac, node.inputs[0])
        return node

    def colour_from(self, socket: bpy.types.NodeSocket) -> None:
        """Feed the base colour."""
        self.link(socket, self.surface.inputs["Base Color"])

    def bump(
        self, scale: float, strength: float, detail: float = 3.0, stretch: tuple | None = None
    ) -> None:
        """Noise bumps on the `rest` attribute if it is there, else in the object's own space."""
        place = self.add("TexCoord").outputs["Object"]
        if stretch is not None:
            mapping = self.add("Mapping")
            mapping.inputs["Scale"].default_value = stretch
            self.link(place, mapping.inputs[0])
            place = mapping.outputs[0]
        noise = self.add("TexNoise", Scale=scale, Detail=detail)
        self.link(place, noise.inputs["Vector"])
        bump = self.add("Bump", Strength=strength, Distance=0.02)
        self.link(noise.outputs["Fac"], bump.inputs["Height"])
        self.link(bump.outputs["Normal"], self.surface.inputs["Normal"])
