"""Blue, a little faded."""

from tools.engines.ffmpeg.edit.colours import Colours, gamma, saturate

MOOD = "sad"  # of the music that goes with it
WORDS = {
    "en": [
        "cold",
        "colder",
        "cool",
        "cooler",
        "icy",
        "bluish",
        "wintry",
        "blue tint",
        "teal",
    ],
    "it": ["a:freddo", "più freddo", "più fredda", "colori freddi"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    return gamma(saturate(colours, 0.88), 1.24, 1.02, 0.84)
