"""Faded film with grain."""

from tools.engines.ffmpeg.edit.colours import Colours, contrast, gamma, levels, saturate

VIGNETTE = 0.4  # radians; the angle of the lens, at full strength
GRAIN = 5  # of 255, at full strength
MOOD = "cheerful"  # of the music that goes with it
WORDS = {
    "en": [
        "vintage",
        "retro",
        "sepia",
        "old film",
        "old movie",
        "old fashioned",
        "old time",
        "old timey",
        "old school",
        "nostalgic",
        "faded",
        "aged",
        "look old",
        "looks old",
        "super 8",
        "8 mm",
        "silent film",
        "silent movie",
        "old silent movie",
        "old silent film",
        "nineteen twenties",
        "1920s",
        "seventies",
    ],
    "it": ["vintage", "seppia", "d'epoca", "vecchio film"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    faded = levels(contrast(saturate(colours, 0.62), 0.2), 0.07, 0.95)
    return gamma(faded, 0.86, 0.98, 1.2)
