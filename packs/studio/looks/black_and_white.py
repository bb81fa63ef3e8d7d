"""Without colour."""

import numpy as np

from tools.engines.ffmpeg.edit.colours import Colours, contrast, luma

GREY = True
WORDS = {
    "en": [
        "black and white",
        "black & white",
        "white and black",
        "b&w",
        "b & w",
        "bw",
        "monochrome",
        "monochromatic",
        "greyscale",
        "grayscale",
        "grey scale",
        "desaturated",
        "without colour",
        "without color",
        "without colours",
        "without colors",
        "no colour",
        "no color",
    ],
    "it": ["bianco e nero", "in bianco e nero", "monocromatico"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    return np.broadcast_to(contrast(luma(colours), 0.15), colours.shape)
