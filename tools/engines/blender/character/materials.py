"""The materials of a character, made from the colours of its sheet."""

import bpy
import numpy as np

from tools.engines.blender.character.colour import linear, rgba, skin_tone
from tools.engines.blender.character.head.complexion import FRECKLE_SPAN
from tools.engines.blender.character.nodes import Shader

_STRIPE = 0.30  # height of a pair of stripes, head units
_LUMA = np.array([0.2126, 0.7152, 0.0722])  # of linear sRGB, Rec. 709
_MATTE, _MATTE_DARK, _DARK = 0.30, 0.55, 0.06  # share of hair that scatters; dark: luma's 1/e
_SOCK, _SOLE, _LACE = "#E8E4DA", "#E9E4D8", "#F4F0E6"


def character_materials(
    sheet: dict, metres: float, freckles: bpy.types.Image | None
) -> dict[str, bpy.types.Material]:
    """Every material by name. `metres` is the head unit: subsurface radii are world lengths."""
    looks, outfit = sheet["looks"], sheet["outfit"]
    hair = linear(looks["hair"])
    top = linear(outfit["top"])
    second = linear(outfit["top_second"]) if outfit["top_second"] else None
    trim = second if second is not None else top * 0.45
    made = {
        "skin": _skin(skin_tone(looks), metres, freckles),
        "eye": _eye(linear(looks["eyes"])),
        "catchlight": _catchlight(),
        "mouth": Shader("mouth", linear("#5A1A1E"), 0.4).material,
        "teeth": _teeth(metres),
        "gum": Shader("gum", linear("#C46A66"), 0.3).material,
        "tongue": Shader(
            "tongue", linear("#D2605A"), 0.38, Subsurface_Weight=0.2, Subsurface_Scale=0.05 * metres
        ).material,
        "brow": _brow(hair),
        "lash": Shader("lash", hair * 0.12 + 0.002, 0.5).material,
        "hair": _hair(hair),
        "top": _cloth("top", top, second),
        "trim": _cloth("trim", trim),
        "bottom": _cloth("bottom", linear(outfit["bottom"]), weave=70),
        "cuff": _cloth("cuff", linear(outfit["bottom"]) * 0.72),
        "sock": _cloth("sock", linear(_SOCK)),
        "shoe": _shoe(linear(outfit["shoes"])),
        "sole": Shader("sole", linear(_SOLE), 0.6).material,
        "lace": Shader("lace", linear(_LACE), 0.7).material,
    }
    if outfit["scarf"]:
        made["scarf"] = _cloth("scarf", linear(outfit["scarf"]), weave=55)
    if outfit["hat"]:
        made["hat"] = _cloth("hat", linear(outfit["hat"]), weave=45)
    if looks["glasses"]:
        made["frame"] = Shader("frame", linear("#2B1B14"), 0.3, Specular_IOR_Level=0.6).material
    return made


def _skin(base: np.ndarray, metres: float, freckles: bpy.types.Image | None) -> bpy.types.Material:
    s = Shader(
        "skin",
        base,
        0.48,
        Subsurface_Weight=0.30,
        Subsurface_Radius=(1.0, 0.34, 0.18),
        Subsurface_Scale=0.09 * metres,
        Specular_IOR_Level=0.40,
    )
    colour = s.attribute("Col").outputs["Color"]
    if freckles is not None:
        split = s.add("SeparateXYZ")
        s.link(s.attribute("rest").outputs["Vector"], split.inputs[0])
        place = s.add("CombineXYZ")
        for axis, target in (("X", 0), ("Z", 1)):
            scaled = s.add("MapRange")
            scaled.inputs["From Min"].default_value = -FRECKLE_SPAN
            scaled.inputs["From Max"].default_value = FRECKLE_SPAN
            s.link(split.outputs[axis], scaled.inputs["Value"])
            s.link(scaled.outputs[0], place.inputs[target])
        picture = s.add("TexImage", {"image": freckles, "extension": "CLIP"})
        s.link(place.outputs[0], picture.inputs[0])
        front = s.add("Math", {"operation": "LESS_THAN"})
        front.inputs[1].default_value = -0.2
        s.link(split.outputs["Y"], front.inputs[0])
        mask = s.add("Math", {"operation": "MULTIPLY"})
        s.link(picture.outputs["Color"], mask.inputs[0])
        s.link(front.outputs[0], mask.inputs[1])
        faint = s.add("Math", {"operation": "MULTIPLY"})
        faint.inputs[1].default_value = 0.62
        s.link(mask.outputs[0], faint.inputs[0])
        mix = s.mix(faint.outputs[0])
        s.link(colour, mix.inputs[6])
        mix.inputs[7].default_value = rgba(base * np.array([0.52, 0.34, 0.24]))
        colour = mix.outputs[2]
    s.colour_from(colour)
    s.bump(38, 0.05)
    return s.material


def _eye(iris: np.ndarray) -> bpy.types.Material:
    """White, limbal ring, iris with fibres and a light lower half, pupil; soft at every edge."""
    s = Shader("eye", linear("#EFEBE6"), 0.14, Specular_IOR_Level=0.4)
    white = linear("#F1ECE6")
    angle = s.add("Math", {"operation": "DIVIDE"})
    angle.inputs[1].default_value = 2.0
    s.link(s.attribute("iris").outputs["Fac"], angle.inputs[0])
    lit = np.clip(iris * 1.35 + 0.015, 0, 1)
    ramp = s.ramp(
        angle.outputs[0],
        [
            (0.0, np.full(3, 0.002)),
            (0.195, np.full(3, 0.003)),
            (0.235, iris * 0.35),
            (0.32, lit),
            (0.41, iris),
            (0.465, iris * 0.22),
            (0.49, iris * 0.12),
            (0.525, white * 0.62),
            (0.58, white),
            (0.80, white),
            (1.0, white * np.array([0.95, 0.78, 0.74])),
        ],
    )
    noise = s.add("TexNoise", Scale=5.0, Detail=4.0)
    s.link(s.attribute("fibre").outputs["Vector"], noise.inputs["Vector"])
    fibre = s.add("MapRange")
    for name, value in (("From Min", 0.3), ("From Max", 0.7), ("To Min", 0.62), ("To Max", 1.45)):
        fibre.inputs[name].default_value = value
    s.link(noise.outputs["Fac"], fibre.inputs["Value"])
    glow = s.add("MapRange")  # light that the lens gathers in the lower half
    for name, value in (("From Min", -0.5), ("From Max", 0.4), ("To Min", 1.75), ("To Max", 0.62)):
        glow.inputs[name].default_value = value
    s.link(s.attribute("height").outputs["Fac"], glow.inputs["Value"])
    both = s.add("Math", {"operation": "MULTIPLY"})
    s.link(fibre.outputs[0], both.inputs[0])
    s.link(glow.outputs[0], both.inputs[1])
    within = s.add("MapRange")
    for name, value in (("From Min", 0.5), ("From Max", 0.46), ("To Min", 0.0), ("To Max", 1.0)):
        within.inputs[name].default_value = value
    s.link(angle.outputs[0], within.inputs["Value"])
    grey = s.add("CombineXYZ")
    for k in range(3):
        s.link(both.outputs[0], grey.inputs[k])
    mix = s.mix(within.outputs[0], "MULTIPLY")
    s.link(ramp.outputs["Color"], mix.inputs[6])
    s.link(grey.outputs[0], mix.inputs[7])
    s.colour_from(mix.outputs[2])
    return s.material


def _catchlight() -> bpy.types.Material:
    s = Shader("catchlight", np.ones(3))
    s.set(s.surface, Emission_Color=(1, 0.98, 0.94, 1), Emission_Strength=1.1)
    return s.material


def _teeth(metres: float) -> bpy.types.Material:
    """Off-white with a little light of its own: deep in the mouth it would render grey."""
    return Shader(
        "teeth",
        linear("#FBF7EC"),
        0.2,
        Subsurface_Weight=0.15,
        Subsurface_Scale=0.03 * metres,
        Emission_Color=(1, 0.96, 0.88, 1),
        Emission_Strength=0.16,
    ).material


def _brow(hair: np.ndarray) -> bpy.types.Material:
    s = Shader("brow", hair * 0.72, 0.62)
    s.bump(26, 0.7, stretch=(1.0, 1.0, 3.0))
    return s.material


def _hair(hair: np.ndarray) -> bpy.types.Material:
    """Strands with a matte share, the larger the darker the hair.

    A strand's first reflection takes no colour from it: on smooth dark hair it would be a white
    band. The matte share also keeps fair hair at its sheet's colour against the sun.
    """
    s = Shader("hair", hair)
    s.tree.nodes.remove(s.surface)
    strand = s.add("BsdfHairPrincipled", {"model": "CHIANG", "parametrization": "COLOR"})
    s.set(strand, Color=rgba(hair), Roughness=0.36, Radial_Roughness=0.6, Random_Roughness=0.2)
    vary = s.add("MapRange")
    for name, value in (("To Min", 0.78), ("To Max", 1.22)):
        vary.inputs[name].default_value = value
    s.link(s.add("HairInfo").outputs["Random"], vary.inputs["Value"])
    grey = s.add("CombineXYZ")
    for k in range(3):
        s.link(vary.outputs[0], grey.inputs[k])
    mix = s.add("Mix", {"data_type": "RGBA", "blend_type": "MULTIPLY"})
    mix.inputs[0].default_value = 1.0
    mix.inputs[6].default_value = rgba(hair)
    s.link(grey.outputs[0], mix.inputs[7])
    s.link(mix.outputs[2], strand.inputs["Color"])
    matte = s.add("BsdfDiffuse")
    s.link(mix.outputs[2], matte.inputs["Color"])
    both = s.add("MixShader")
    both.inputs[0].default_value = _MATTE + _MATTE_DARK * float(np.exp(-(hair @ _LUMA) / _DARK))
    s.link(strand.outputs[0], both.inputs[1])
    s.link(matte.outputs[0], both.inputs[2])
    s.link(both.outputs[0], s.tree.nodes["Material Output"].inputs[0])
    return s.material


def _cloth(
    name: str, colour: np.ndarray, second: np.ndarray | None = None, weave: float = 90
) -> bpy.types.Material:
    s = Shader(name, colour, 0.85, Sheen_Weight=0.3, Sheen_Roughness=0.5)
    if second is not None:
        split = s.add("SeparateXYZ")
        s.link(s.attribute("stripe").outputs["Vector"], split.inputs[0])
        wave = s.add("Math", {"operation": "PINGPONG"})
        wave.inputs[1].default_value = _STRIPE / 2
        s.link(split.outputs["Z"], wave.inputs[0])
        fold = _STRIPE / 2
        ramp = s.add("MapRange")  # the fold at 0, the yoke, is the plain colour
        for key, value in (("From Min", 0.56 * fold), ("From Max", 0.51 * fold)):
            ramp.inputs[key].default_value = value
        s.link(wave.outputs[0], ramp.inputs["Value"])
        mix = s.mix(ramp.outputs[0])
        mix.inputs[6].default_value, mix.inputs[7].default_value = rgba(second), rgba(colour)
        s.colour_from(mix.outputs[2])
    s.bump(weave, 0.22, 2.0)
    return s.material


def _shoe(colour: np.ndarray) -> bpy.types.Material:
    s = Shader("shoe", colour, 0.55, Specular_IOR_Level=0.35)
    s.bump(70, 0.12, 2.0)
    return s.material
