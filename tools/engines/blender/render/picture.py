"""From linear pixels to a picture file: view transform, clean PNG."""

from pathlib import Path

import bpy
import numpy as np
from PIL import Image

PNG_LEVEL = 4  # zlib effort: 6 takes twice the time for 3% less


class Developer:
    """Applies the scene's view transform (AgX) to linear pixels, by way of the file `scratch`."""

    def __init__(self, scene: bpy.types.Scene, scratch: Path):
        self._scene = scene
        self._file = scratch.with_suffix(".png")
        self._image: bpy.types.Image | None = None

    def develop(self, colour: np.ndarray, alpha: bool = False) -> Image.Image:
        """`colour` (h, w, 4) linear, premultiplied, as an 8-bit RGB or RGBA picture."""
        height, width = colour.shape[:2]
        if self._image is None or tuple(self._image.size) != (width, height):
            if self._image is not None:
                bpy.data.images.remove(self._image)
            self._image = bpy.data.images.new(
                "developed", width, height, alpha=True, float_buffer=True
            )
            self._image.alpha_mode = "PREMUL"
        self._image.pixels.foreach_set(np.ascontiguousarray(colour[::-1], np.float32).ravel())
        settings = self._scene.render.image_settings
        settings.file_format, settings.color_depth = "PNG", "8"
        settings.color_mode, settings.compression = "RGBA" if alpha else "RGB", 0
        self._image.save_render(str(self._file), scene=self._scene)
        with Image.open(self._file, formats=["PNG"]) as file:
            picture = file.copy()
        self._file.unlink()
        return picture


def save_png(picture: Image.Image, path: Path) -> None:
    """Write `picture` with no metadata: equal pixels give equal bytes."""
    picture.info.clear()
    picture.save(path, "PNG", compress_level=PNG_LEVEL)
