"""Soft edges of figures that are cut out: from alpha 0.15 on they stay as soft as they are, what is
fainter is haze and goes."""

import numpy as np
from PIL import Image

ALPHA_FLOOR = 0.15  # share of a pixel that is the figure


def cut_haze(picture: Image.Image) -> Image.Image:
    """`picture` (RGBA) with alpha under ALPHA_FLOOR set to nothing."""
    pixels = np.array(picture)
    pixels[pixels[..., 3] < ALPHA_FLOOR * 255] = 0
    return Image.fromarray(pixels)
