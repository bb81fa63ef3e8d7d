"""Hard black and white, dark at its edges, with grain."""

import numpy as np

from tools.engines.ffmpeg.edit.colours import Colours, contrast

VIGNETTE = 0.62  # radians; the angle of the lens, at full strength
GRAIN = 7  # of 255, at full strength
GREY = True
MOOD = "tense"  # of the music that goes with it
WORDS = {
    "en": [
        "noir",
        "film noir",
        "noir film",
        "noir movie",
    ],
    "it": ["noir", "film noir"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    # As film that sees red better: skin comes out light, sky and sea dark.
    seen = (colours @ np.array([0.45, 0.45, 0.10]))[..., None]
    return np.broadcast_to(contrast(contrast(seen**1.2, 0.9), 0.5), colours.shape)
