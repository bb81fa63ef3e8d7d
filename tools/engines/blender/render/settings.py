"""How Cycles is set up: the choices that facts and measurements on two CPU cores led to."""

from dataclasses import dataclass

import bpy


@dataclass(frozen=True)
class Quality:
    """Samples per pixel: of a whole still, of a shot's background plate, of its moving parts."""

    still: int
    plate: int
    motion: int


QUALITIES = {
    "draft": Quality(still=4, plate=6, motion=2),
    "final": Quality(still=12, plate=12, motion=5),
}
LOOK = "AgX - Punchy"


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
