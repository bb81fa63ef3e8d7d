"""How Cycles is set up: the choices that facts and measurements on two CPU cores led to."""

from dataclasses import dataclass

import bpy


@dataclass(frozen=True)
class Quality:
    """Samples per pixel: of a whole still, of a shot's background plate, of its moving parts, and
    of each frame of a camera that goes through the set."""

    still: int
    plate: int
    motion: int
    tracking: int


QUALITIES = {
    "draft": Quality(still=4, plate=6, motion=2, tracking=3),
    "final": Quality(still=12, plate=12, motion=5, tracking=6),
}
LOOK = "AgX - Punchy"


def sample_lights_by_share(scene: bpy.types.Scene, wanted: bool) -> None:
    """Choose lights by what they give to a point (Estevez and Kulla, 2018), not all alike.

    Costs a little per sample. With so few samples, and no still plate to hold them against, the
    shadows of a moving camera come and go from frame to frame without it.
    """
    scene.cycles.use_light_tree = wanted


def set_up(scene: bpy.types.Scene) -> None:
    """The settings that hold for every render."""
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.use_adaptive_sampling = False
    cycles.use_light_tree = False
    cycles.use_denoising = True
    cycles.denoiser = "OPENIMAGEDENOISE"
    cycles.denoising_input_passes = "RGB_ALBEDO_NORMAL"
    cycles.denoising_prefilter = "FAST"
    cycles.max_bounces = 5
    cycles.diffuse_bounces = 2
    cycles.glossy_bounces = 3
    cycles.transmission_bounces = 3
    cycles.transparent_max_bounces = 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect = 4.0
    cycles.blur_glossy = 1.0
    cycles.use_animated_seed = False
    scene.cycles_curves.shape = "RIBBONS"
    scene.cycles_curves.subdivisions = 2
    render = scene.render
    render.use_persistent_data = True
    render.resolution_percentage = 100
    render.use_file_extension = True
    render.dither_intensity = 0.0
    render.use_compositing = render.use_sequencer = False
    scene.display_settings.display_device = "sRGB"
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = LOOK
