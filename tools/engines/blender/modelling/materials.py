"""Surface materials of the sets. Colours are sRGB "#RRGGBB"; scales are features per metre."""

import math

import bpy

from tools.engines.blender.modelling.nodes import Graph

Rgba = tuple[float, float, float, float]


def srgb(colour: str) -> Rgba:
    """ "#RRGGBB" as linear RGBA (IEC 61966-2-1)."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return (*linear, 1.0)


def _finish(
    graph: Graph, surface: bpy.types.NodeSocket, material: bpy.types.Material
) -> bpy.types.Material:
    graph.node("OutputMaterial", {0: surface})
    return material


def _new(name: str) -> tuple[bpy.types.Material, Graph]:
    material = bpy.data.materials.new(name)
    # Lamps light the scene; sampling every glowing face as well would only add noise.
    material.cycles.emission_sampling = "NONE"
    return material, Graph(material)


def _calm(graph: Graph, colour: object, tint: float) -> object:
    """`colour`, but what it bounces onto others has only `tint` (0 to 1) of its saturation."""
    if tint >= 1.0:
        return colour
    muted = graph.node("HueSaturation", {"Color": colour, "Saturation": tint}).outputs[0]
    return graph.mix(graph.node("LightPath").outputs["Is Diffuse Ray"], colour, muted)


def plain(
    name: str, colour: str, roughness: float = 0.7, tint: float = 1.0, **inputs: object
) -> bpy.types.Material:
    """One even colour; `inputs` set further Principled sockets (underscores for spaces). `tint`
    below 1 mutes the colour of the light that it bounces: green grass would make green faces."""
    material, graph = _new(name)
    values = {key.replace("_", " "): value for key, value in inputs.items()}
    base = _calm(graph, srgb(colour), tint)
    surface = graph.node("BsdfPrincipled", {"Base Color": base, "Roughness": roughness, **values})
    return _finish(graph, surface.outputs[0], material)


def mottled(
    name: str,
    colour: str,
    second: str,
    scale: float = 3.0,
    roughness: float = 0.9,
    bump: float = 0.0,
    depth: float = 0.02,
    stretch: tuple[float, float, float] = (1, 1, 1),
    tint: float = 1.0,
) -> bpy.types.Material:
    """Two colours in soft noise: plaster, bark, fields. `bump` 0 to 1 adds relief, `depth` metres;
    `tint` as in `plain`.

    Relief takes the noise three times more: worth it near the camera alone.
    """
    material, graph = _new(name)
    where = graph.node("TexCoord").outputs["Object"]
    if stretch != (1, 1, 1):
        where = graph.node("Mapping", {"Vector": where, "Scale": stretch}).outputs[0]
    noise = graph.node("TexNoise", {"Vector": where, "Scale": scale, "Detail": 2.0}).outputs["Fac"]
    colours = graph.ramp(noise, [(0.35, srgb(colour)), (0.68, srgb(second))])
    values = {"Base Color": _calm(graph, colours, tint), "Roughness": roughness}
    if bump > 0:
        relief = graph.node("Bump", {"Height": noise, "Strength": bump, "Distance": depth})
        values["Normal"] = relief.outputs[0]
    return _finish(graph, graph.node("BsdfPrincipled", values).outputs[0], material)


def paving(
    name: str,
    light: str,
    dark: str,
    mortar: str,
    size: float = 0.5,
    gloss: float = 0.0,
    offset: float = 0.5,
) -> bpy.types.Material:
    """Laid stones about `size` metres long; `gloss` 0 is dry, 1 is wet after rain."""
    material, graph = _new(name)
    where = graph.node("TexCoord").outputs["Object"]
    bricks = graph.node(
        "TexBrick",
        {
            "Vector": where,
            "Color1": srgb(light),
            "Color2": srgb(dark),
            "Mortar": srgb(mortar),
            "Scale": 1.0 / size,
            "Mortar Size": 0.012 / size,
            "Mortar Smooth": 0.6,
            "Bias": 0.0,
            "Brick Width": 1.0,
            "Row Height": 0.5,
        },
        offset=offset,
    )
    noise = graph.node("TexNoise", {"Vector": where, "Scale": 0.9, "Detail": 1.0}).outputs["Fac"]
    stain = graph.ramp(noise, [(0.3, (0.82, 0.82, 0.82, 1)), (0.75, (1.08, 1.06, 1.02, 1))])
    colour = graph.node(
        "Mix",
        {0: 1.0, 6: bricks.outputs["Color"], 7: stain},
        data_type="RGBA",
        blend_type="MULTIPLY",
    )
    wet = graph.node(
        "MapRange",
        {
            "Value": noise,
            "From Min": 0.3,
            "From Max": 0.75,
            "To Min": 0.75 - 0.35 * gloss,
            "To Max": 0.75 - 0.5 * gloss,
        },
        interpolation_type="SMOOTHSTEP",
    )
    relief = graph.node(
        "Bump", {"Height": bricks.outputs["Fac"], "Strength": 0.5, "Distance": 0.03}, invert=True
    )
    surface = graph.node(
        "BsdfPrincipled",
        {"Base Color": colour.outputs[2], "Roughness": wet.outputs[0], "Normal": relief.outputs[0]},
    )
    return _finish(graph, surface.outputs[0], material)


def water(name: str, colour: str, ripple: float = 1.4) -> bpy.types.Material:
    """A sea surface with `ripple` waves per metre."""
    material, graph = _new(name)
    where = graph.node("TexCoord").outputs["Object"]
    place = graph.node("Mapping", {"Vector": where, "Scale": (0.35, 1.0, 1.0)}).outputs[0]
    noise = graph.node("TexNoise", {"Vector": place, "Scale": ripple, "Detail": 2.0}).outputs["Fac"]
    relief = graph.node("Bump", {"Height": noise, "Strength": 0.5, "Distance": 0.14})
    surface = graph.node(
        "BsdfPrincipled",
        {"Base Color": srgb(colour), "Roughness": 0.12, "IOR": 1.33, "Normal": relief.outputs[0]},
    )
    return _finish(graph, surface.outputs[0], material)


def glowing(name: str, colour: str, strength: float) -> bpy.types.Material:
    """A surface that shines by itself, as the camera and the reflections see it."""
    return plain(name, colour, 0.5, Emission_Color=srgb(colour), Emission_Strength=strength)


def striped(name: str, colour: str, second: str, per_metre: float) -> bpy.types.Material:
    """Even stripes across the object's X axis: awnings, rugs, bed covers."""
    material, graph = _new(name)
    where = graph.node("TexCoord").outputs["Object"]
    wave = graph.node(
        "TexWave",
        {"Vector": where, "Scale": per_metre * math.tau / 20, "Distortion": 0.0},
        wave_profile="SIN",
        bands_direction="X",
    ).outputs["Fac"]
    colours = graph.ramp(wave, [(0.48, srgb(colour)), (0.52, srgb(second))])
    surface = graph.node("BsdfPrincipled", {"Base Color": colours, "Roughness": 0.85})
    return _finish(graph, surface.outputs[0], material)
