"""Strong colours."""

from tools.engines.ffmpeg.edit.colours import Colours, contrast, saturate

MOOD = "cheerful"  # of the music that goes with it
WORDS = {
    "en": [
        "vivid",
        "colourful",
        "colorful",
        "saturated",
        "more saturated",
        "vibrant",
        "stronger colours",
        "stronger colors",
        "more colour",
        "more color",
        "more colours",
        "more colors",
        "bold colours",
        "bold colors",
        "bright colours",
        "bright colors",
        "colours pop",
        "colors pop",
        "punchy",
    ],
    "it": ["vivace", "vivaci", "colori vivaci", "saturo"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    return saturate(contrast(colours, 0.3), 2.4)
