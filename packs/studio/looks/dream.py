"""Soft and glowing."""

from tools.engines.ffmpeg.edit.colours import Colours, gamma, levels, saturate

GLOW = 0.45  # of the light that spreads, at full strength
MOOD = "dreamy"  # of the music that goes with it
WORDS = {
    "en": [
        "dreamy",
        "dream",
        "dreamlike",
        "dream like",
        "ethereal",
        "hazy",
        "glowing",
        "soft glow",
        "soft focus",
        "like a dream",
        "romantic",
    ],
    "it": ["onirico", "sognante", "come un sogno"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    return levels(gamma(saturate(colours, 1.1), 0.84, 0.92, 0.82), 0.05, 0.97)
