"""The colours of pictures, by shares and in words."""

from collections.abc import Sequence

import cv2
import numpy as np

from tools.engines.vision.picture.palette import hexadecimal, palette
from tools.engines.vision.shots.requests import ShotColour

_COLOURS = 5  # of a palette
_PIXELS = 8192  # that are looked at
# Hues of HSV in degrees at which the next word begins.
_HUES = (
    (15.0, "red"),
    (42.0, "orange"),
    (68.0, "yellow"),
    (160.0, "green"),
    (195.0, "turquoise"),
    (255.0, "blue"),
    (290.0, "purple"),
    (340.0, "pink"),
    (360.0, "red"),
)
NAMES = ("black", "white", "grey", "brown", *dict.fromkeys(name for _, name in _HUES))


def shot_colours(frames: Sequence[np.ndarray]) -> list[ShotColour]:
    """The main colours of RGB uint8 frames, largest share first."""
    pixels = np.concatenate([frame.reshape(-1, 3) for frame in frames])
    return [
        {
            "colour": hexadecimal(colour),
            "name": str(named(colour[None].round().astype(np.uint8))[0]),
            "share": round(share, 3),
        }
        for colour, share in palette(pixels, _COLOURS)
    ]


def colour_shares(frames: Sequence[np.ndarray]) -> dict[str, float]:
    """How much of RGB uint8 frames has a colour of each name, 0..1."""
    pixels = np.concatenate([frame.reshape(-1, 3) for frame in frames])
    if len(pixels) > _PIXELS:
        pixels = pixels[np.linspace(0, len(pixels) - 1, _PIXELS).astype(int)]
    words, counts = np.unique(named(pixels), return_counts=True)
    return {
        str(word): round(int(n) / len(pixels), 4) for word, n in zip(words, counts, strict=True)
    }


def named(pixels: np.ndarray) -> np.ndarray:
    """The word for each of RGB uint8 `pixels` (n, 3)."""
    hsv = cv2.cvtColor(pixels[None].astype(np.float32) / 255, cv2.COLOR_RGB2HSV)[0]
    hue, saturation, value = hsv.T
    edges = np.array([edge for edge, _ in _HUES[:-1]])
    words = np.array([name for _, name in _HUES], dtype=object)[np.digitize(hue, edges)]
    warm = (hue >= 12) & (hue < 45)
    words[warm & (value < 0.55)] = "brown"
    words[saturation < 0.16] = "grey"
    words[(saturation < 0.16) & (value > 0.85)] = "white"
    words[(value < 0.13) | ((saturation < 0.3) & (value < 0.18))] = "black"
    return words.astype(str)
