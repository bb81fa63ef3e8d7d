"""Looks of a film as functions of colour, each written as a three-dimensional look-up table.

Colours are R'G'B' from 0 to 1, arrays (..., 3). Every look is a smooth curve that leads black and
white no further out than they were: it grades, it does not clip.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Colours = np.ndarray
EDGE = 33  # nodes along an edge of the table; between them FFmpeg interpolates
LUMA = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709


def luma(colours: Colours) -> Colours:
    """(..., 1): BT.709 luma."""
    return (colours @ LUMA)[..., None]


def saturate(colours: Colours, factor: float) -> Colours:
    """Colours up to `factor` as far from grey, less the nearer they are to the edge of what can be
    shown: none goes more than half of its way there, and hues stay."""
    grey = luma(colours)
    chroma = colours - grey
    if factor <= 1:
        return grey + chroma * factor
    edge = np.where(chroma > 0, 1 - grey, grey)
    room = (edge / np.maximum(np.abs(chroma), 1e-6)).min(-1, keepdims=True) - 1
    gain, room = factor - 1, np.maximum(room, 0) / 2
    return grey + chroma * (1 + gain * room / (gain + room))


def contrast(colours: Colours, amount: float) -> Colours:
    """An S-curve; 0 none, 1 is 3x^2 - 2x^3. Black, middle grey and white stay."""
    return colours + amount * (colours * colours * (3 - 2 * colours) - colours)


def gamma(colours: Colours, *exponents: float) -> Colours:
    """A power for each channel: over 1 darkens it, under 1 lightens it; its ends stay."""
    return np.maximum(colours, 0) ** np.array(exponents)


def levels(colours: Colours, black: float, white: float) -> Colours:
    """Black and white moved in."""
    return black + colours * (white - black)


def _warm(colours: Colours) -> Colours:
    return gamma(saturate(colours, 1.06), 0.84, 0.98, 1.26)


def _cold(colours: Colours) -> Colours:
    return gamma(saturate(colours, 0.88), 1.24, 1.02, 0.84)


def _black_and_white(colours: Colours) -> Colours:
    return np.broadcast_to(contrast(luma(colours), 0.15), colours.shape)


def _film_noir(colours: Colours) -> Colours:
    # As film that sees red better: skin comes out light, sky and sea dark.
    seen = (colours @ np.array([0.45, 0.45, 0.10]))[..., None]
    return np.broadcast_to(contrast(contrast(seen**1.2, 0.9), 0.5), colours.shape)


def _vintage(colours: Colours) -> Colours:
    faded = levels(contrast(saturate(colours, 0.62), 0.2), 0.07, 0.95)
    return gamma(faded, 0.86, 0.98, 1.2)


def _vivid(colours: Colours) -> Colours:
    return saturate(contrast(colours, 0.3), 2.4)


def _dream(colours: Colours) -> Colours:
    return levels(gamma(saturate(colours, 1.1), 0.84, 0.92, 0.82), 0.05, 0.97)


LOOKS: dict[str, Callable[[Colours], Colours]] = {
    "warm": _warm,
    "cold": _cold,
    "black_and_white": _black_and_white,
    "film_noir": _film_noir,
    "vintage": _vintage,
    "vivid": _vivid,
    "dream": _dream,
}


def write_table(look: str, strength: float, path: Path) -> None:
    """The look at `strength` (0 none, 1 full) as an Adobe .cube file."""
    steps = np.linspace(0.0, 1.0, EDGE)
    # red runs fastest
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    plain = np.stack([red, green, blue], -1).reshape(-1, 3)
    graded = plain + strength * (np.clip(LOOKS[look](plain), 0, 1) - plain)
    np.savetxt(path, graded, fmt="%.6f", header=f"LUT_3D_SIZE {EDGE}", comments="")
