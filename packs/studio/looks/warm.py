"""Golden light."""

from tools.engines.ffmpeg.edit.colours import Colours, gamma, saturate

WORDS = {
    "en": [
        "warm",
        "warmer",
        "warmth",
        "golden",
        "sun kissed",
        "cosy",
        "cozy",
    ],
    "it": ["a:caldo", "più caldo", "più calda", "colori caldi", "dorato"],
}


def look(colours: Colours) -> Colours:
    """R'G'B' from 0 to 1, shape (..., 3)."""
    return gamma(saturate(colours, 1.06), 0.84, 0.98, 1.26)
