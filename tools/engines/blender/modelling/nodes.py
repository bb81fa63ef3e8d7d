"""A thin hand for building shader node trees."""

from typing import Any

import bpy


class Graph:
    """One node tree: `node` adds a node with inputs set by name, `link` joins two sockets."""

    def __init__(self, owner: bpy.types.Material | bpy.types.World):
        owner.use_nodes = True
        self.tree = owner.node_tree
        self.tree.nodes.clear()

    def node(
        self, kind: str, inputs: dict[Any, Any] | None = None, **settings: Any
    ) -> bpy.types.Node:
        """Add a node of `kind` ("TexNoise" for ShaderNodeTexNoise). A socket given as an input's
        value is linked to it."""
        made = self.tree.nodes.new(f"ShaderNode{kind}")
        for name, value in settings.items():
            setattr(made, name, value)
        for name, value in (inputs or {}).items():
            if isinstance(value, bpy.types.NodeSocket):
                self.link(value, made.inputs[name])
            else:
                made.inputs[name].default_value = value
        return made

    def link(self, source: bpy.types.NodeSocket, target: bpy.types.NodeSocket) -> None:
        """Feed `target` from `source`."""
        self.tree.links.new(source, target)

    def ramp(
        self, factor: bpy.types.NodeSocket, stops: list[tuple[float, Any]]
    ) -> bpy.types.NodeSocket:
        """A colour ramp over (position, RGBA) `stops`, in order; its colour socket."""
        made = self.node("ValToRGB", {0: factor})
        elements = made.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (position, colour) in zip(elements, stops, strict=True):
            element.position = position
            element.color = colour
        return made.outputs[0]

    def mix(self, factor: Any, first: Any, second: Any) -> bpy.types.NodeSocket:
        """The colour between `first` (factor 0) and `second` (factor 1)."""
        made = self.node("Mix", {0: factor, 6: first, 7: second}, data_type="RGBA")
        return made.outputs[2]
