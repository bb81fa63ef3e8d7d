"""Conditioning pictures of a still: depth, normals, edges, mask, skeleton."""

from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from tools.engines import skeleton
from tools.engines.blender.render import filters, matte
from tools.engines.blender.render.picture import save_png
from tools.engines.blender.render.renderer import Layers

SAMPLES = 8  # of the auxiliary render: enough for smooth mask edges, no light is needed
FAR = 40.0  # metres that count as infinitely far in the depth picture
EDGE_LOW, EDGE_HIGH = 0.045, 0.11


def needed(names: Sequence[str]) -> bool:
    """Whether these passes need a render of their own."""
    return any(name != "openpose" for name in names)


def render_auxiliary(stage) -> Layers:
    """A sharp, unlit render that carries depth, normals, albedo and Cryptomatte."""
    scene, layer, lens = stage.scene, stage.scene.view_layers[0], stage.camera.data.dof
    bounces = scene.cycles.max_bounces
    stage.renderer.spoiled = True
    layer.use_pass_z = layer.use_pass_normal = layer.use_pass_diffuse_color = True
    matte.enable(scene)
    lens.use_dof, scene.cycles.max_bounces = False, 0
    scene.render.film_transparent = True  # alpha tells where there is a surface at all
    try:
        return stage.renderer.render(
            scene.render.resolution_x, scene.render.resolution_y, SAMPLES, denoise=False
        )
    finally:
        lens.use_dof, scene.cycles.max_bounces = True, bounces
        scene.render.film_transparent = False
        matte.disable(scene)
        layer.use_pass_z = layer.use_pass_normal = layer.use_pass_diffuse_color = False


def camera_normals(layers: Layers, camera: bpy.types.Object) -> np.ndarray:
    """Unit normals in camera space, (h, w, 3): x right, y up, z to the camera; 0 in the sky."""
    normal = layers.passes["Normal"][..., :3] @ np.array(camera.matrix_world.to_3x3(), np.float32)
    length = np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.where(length > 0.2, normal / np.maximum(length, 1e-6), 0.0)


def depth_picture(layers: Layers) -> Image.Image:
    """16-bit, near is white: inverse depth from the nearest point to FAR, as networks have it."""
    depth = layers.passes["Depth"]
    near = float(np.quantile(depth, 0.002))
    inverse = (1 / np.clip(depth, near, FAR) - 1 / FAR) / (1 / near - 1 / FAR)
    return Image.fromarray((np.clip(inverse, 0, 1) * 65535).astype(np.uint16))


def normal_picture(normals: np.ndarray) -> Image.Image:
    """Normals as RGB, 0.5 grey being zero."""
    return Image.fromarray(
        np.clip((normals * 0.5 + 0.5) * 255 + 0.5, 0, 255).astype(np.uint8), "RGB"
    )


def edge_picture(layers: Layers, normals: np.ndarray) -> Image.Image:
    """White lines on black where surface, depth or colour break."""
    depth = np.log(np.clip(layers.passes["Depth"], 0.05, FAR))
    albedo = np.clip(layers.passes["DiffCol"][..., :3], 0, 1) ** (1 / 2.2)
    guides = [
        (depth, 1.0),
        *((normals[..., k], 0.5) for k in range(3)),
        *((albedo[..., k], 0.9) for k in range(3)),
    ]
    lines = np.zeros(depth.shape, bool)
    for guide, weight in guides:
        across, down = filters.gradient(filters.blur(guide * weight, 0.8))
        lines |= filters.hysteresis(filters.thin(across, down), EDGE_LOW, EDGE_HIGH)
    return Image.fromarray((lines * 255).astype(np.uint8), "L")


def rendered_passes(stage, names: Sequence[str]) -> dict[str, Image.Image]:
    """The passes called `names` that need a render of their own, in the render's size."""
    pictures: dict[str, Image.Image] = {}
    if not needed(names):
        return pictures
    layers = render_auxiliary(stage)
    normals = camera_normals(layers, stage.camera.object)
    if "depth" in names:
        pictures["depth"] = depth_picture(layers)
    if "normal" in names:
        pictures["normal"] = normal_picture(normals)
    if "edge" in names:
        pictures["edge"] = edge_picture(layers, normals)
    if "mask" in names:
        cover = matte.coverage(layers, stage.cast_names())
        pictures["mask"] = Image.fromarray((cover * 255 + 0.5).astype(np.uint8), "L")
    return pictures


def save_passes(
    stage, names: Sequence[str], bodies: list[skeleton.Points], folder: Path
) -> dict[str, str]:
    """Make and write the passes called `names`; file names by pass."""
    width, height = stage.scene.render.resolution_x, stage.scene.render.resolution_y
    pictures = rendered_passes(stage, names)
    if "openpose" in names:
        pictures["openpose"] = skeleton.draw(bodies, width, height)
    for name, picture in pictures.items():
        save_png(picture, folder / f"{name}.png")
    return {name: f"{name}.png" for name in names}
