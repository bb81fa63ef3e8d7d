"""Colours: from the sheet's sRGB to the scene's linear light."""

import numpy as np


def linear(srgb_hex: str) -> np.ndarray:
    """`#RRGGBB` as linear RGB, shape (3,) (the sRGB transfer function, IEC 61966-2-1)."""
    code = np.array([int(srgb_hex[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def vivid(colour: np.ndarray, amount: float) -> np.ndarray:
    """More saturated by `amount` (1 changes nothing), at the same luminance (Rec. 709 weights)."""
    grey = float(np.array([0.2126, 0.7152, 0.0722]) @ colour)
    return np.clip(grey + (colour - grey) * amount, 0.0, 1.0)


def skin_tone(looks: dict) -> np.ndarray:
    """The sheet's skin in linear RGB, livened: filmic views and subsurface make it pale."""
    return vivid(linear(looks["skin"]), 1.15)


def rgba(colour: np.ndarray) -> tuple[float, float, float, float]:
    """Linear RGB as an opaque node-socket value, clipped to 0..1."""
    red, green, blue = np.clip(colour, 0.0, 1.0)
    return float(red), float(green), float(blue), 1.0


def tint(colours: np.ndarray, towards: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Mix `colours` (..., 3) with one colour by `amount` (...) in 0..1."""
    return colours + (towards - colours) * amount[..., None]
