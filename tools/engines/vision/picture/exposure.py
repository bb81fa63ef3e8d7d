"""How bright a picture is, in linear light."""

import numpy as np

WEIGHTS = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709 luminance
_BLACK, _WHITE = 2, 253  # 8-bit levels at and beyond which a pixel counts as clipped


def linear(srgb: np.ndarray) -> np.ndarray:
    """8-bit sRGB to linear light 0..1 (IEC 61966-2-1)."""
    value = srgb.astype(np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Relative luminance (h, w), 0..1."""
    return linear(rgb) @ WEIGHTS.astype(np.float32)


def log_mean(values: np.ndarray) -> float:
    """Geometric mean: what stops add up in. 0 for no values."""
    return float(np.exp(np.log(np.maximum(values, 1e-4)).mean())) if values.size else 0.0


def clipped(rgb: np.ndarray) -> tuple[float, float]:
    """Fractions (white, black) of pixels with nothing left in any channel."""
    white = (rgb >= _WHITE).all(-1).mean()
    black = (rgb <= _BLACK).all(-1).mean()
    return float(white), float(black)


def contrast(levels: np.ndarray) -> float:
    """Stops between the 5th and the 95th percentile of the luminances given."""
    low, high = np.percentile(levels, (5, 95))
    return float(np.log2(max(high, 1e-4) / max(low, 1e-4)))
