"""Smooth one-dimensional profiles that shapes and masks are made of."""

import numpy as np
from numpy.typing import ArrayLike


def smooth(low: float, high: float, x: ArrayLike) -> np.ndarray:
    """0 at `low`, 1 at `high` (which may be the smaller one), a cubic in between."""
    t = np.clip((np.asarray(x) - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def bell(x: ArrayLike, width: float | np.ndarray) -> np.ndarray:
    """Gaussian bell exp(-(x/width)^2): 1 at 0, 0.37 at `width`."""
    return np.exp(-((np.asarray(x) / width) ** 2))


def blend_min(a: np.ndarray, b: np.ndarray, radius: float) -> np.ndarray:
    """The smaller of two, with the crease rounded over `radius` (polynomial smooth minimum)."""
    h = np.clip(0.5 + 0.5 * (b - a) / radius, 0.0, 1.0)
    return b + (a - b) * h - radius * h * (1.0 - h)


def unit(vectors: np.ndarray) -> np.ndarray:
    """`vectors` scaled to length 1 along the last axis."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
