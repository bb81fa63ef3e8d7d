"""Softness of a cut-out's edge."""

import cv2
import numpy as np

from tools.engines.soft_edges import ALPHA_FLOOR

_HEIGHT = 512  # pixels: widths are given as they would be in a picture of this height


def edge_softness(alpha: np.ndarray) -> float | None:
    """Mean width in pixels, at a height of 512, of the ramp from clear to opaque; None without an
    outline. 0 is a hard stencil, about 1 an antialiased edge, 2 and more hair and focus."""
    length = _outline(alpha)
    if length < 16:
        return None
    partly = float(((alpha >= ALPHA_FLOOR) & (alpha < 0.98)).sum())
    return partly / length * _HEIGHT / alpha.shape[0]


def edge_haze(alpha: np.ndarray) -> float | None:
    """Share of the pixels that are seen at all that lie below alpha 0.15: veils around the figure
    that print as a grey rim. None without an outline."""
    seen = (alpha > 0.004).sum()
    if _outline(alpha) < 16 or not seen:
        return None
    return float(((alpha > 0.004) & (alpha < ALPHA_FLOOR)).sum() / seen)


def _outline(alpha: np.ndarray) -> int:
    """Length of the figure's outline in pixels."""
    lines, _ = cv2.findContours(
        (alpha > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE
    )
    return sum(len(line) for line in lines)
