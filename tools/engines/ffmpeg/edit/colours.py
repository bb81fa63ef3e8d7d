"""What looks are made of. Colours are R'G'B' from 0 to 1, arrays (..., 3)."""

import numpy as np

Colours = np.ndarray
LUMA = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709

_WARMTH = 0.35  # of red and blue, at temperature 1
_STOPS = 1.0  # of a power of two, at brightness 1
_FLAT = 0.6  # of the way to middle grey, at contrast -1


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


def adjust(
    colours: Colours, *, brightness: float, contrast_: float, saturation: float, temperature: float
) -> Colours:
    """Brightness, contrast and temperature -1 to 1, saturation 0 (none) to 3, 1 as it is. Black and
    white stay where they are: nothing is clipped."""
    if temperature:
        warm = colours * (1 + _WARMTH * temperature * np.array([1.0, 0.0, -1.0]))
        warm = warm * luma(colours) / np.maximum(luma(warm), 1e-6)
        colours = np.minimum(warm, 1)
    if brightness:
        colours = np.maximum(colours, 0) ** 2.0 ** (-_STOPS * brightness)
    if contrast_ > 0:
        colours = contrast(colours, contrast_)
    elif contrast_:
        colours = colours + _FLAT * contrast_ * (colours - 0.5)
    return saturate(colours, saturation) if saturation != 1 else colours
