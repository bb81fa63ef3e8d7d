"""One figure out of a frame of footage, cut out and brought into a square."""

import numpy as np
import scipy
from PIL import Image

from tools.engines.soft_edges import ALPHA_FLOOR, cut_haze

_ROOM = 0.08  # of the figure's longer side, around it
_OPAQUE = 0.98  # alpha from which a pixel's colour is the figure's alone


def squared(figure: Image.Image, side: int) -> tuple[Image.Image, float]:
    """The largest figure of a picture with alpha, RGBA, `side` pixels a side, its edges soft, and
    by how much it was enlarged. Where it is cut by the frame's edge it stands at that edge."""
    rgba = np.array(figure.convert("RGBA"))
    rgba[~_largest(rgba[..., 3])] = 0
    rgba = _own_colours(rgba)
    rows, columns = (np.flatnonzero((rgba[..., 3] > 0).any(axis)) for axis in (1, 0))
    height, width = rgba.shape[:2]
    spans = ((columns[0], columns[-1] + 1, width), (rows[0], rows[-1] + 1, height))
    whole = max(high - low for low, high, _ in spans)
    whole = round(whole * (1 + 2 * _ROOM))
    x, y = (_begin(low, high, end, whole) for low, high, end in spans)
    square = Image.new("RGBA", (whole, whole))
    square.paste(Image.fromarray(rgba), (-x, -y))
    scale = side / whole
    return cut_haze(square.resize((side, side), Image.Resampling.LANCZOS)), scale


def _begin(low: int, high: int, end: int, whole: int) -> int:
    """Where a square of `whole` pixels begins along one side, so that it holds low to high."""
    if (low > 0) == (high < end):
        return round((low + high - whole) / 2)
    return low if low == 0 else high - whole


def _largest(alpha: np.ndarray) -> np.ndarray:
    """The pixels of the largest thing that hangs together, (h, w) bool; other ones are somebody
    else, or the network's error."""
    labels, count = scipy.ndimage.label(alpha >= ALPHA_FLOOR * 255)
    if count < 2:
        return labels > 0
    sizes = scipy.ndimage.sum_labels(alpha, labels, np.arange(1, count + 1))
    return labels == 1 + int(np.argmax(sizes))


def _own_colours(rgba: np.ndarray) -> np.ndarray:
    """Soft pixels with the colour of the nearest opaque one: theirs is half what was behind."""
    opaque = rgba[..., 3] >= _OPAQUE * 255
    if not opaque.any():
        return rgba
    _, (rows, columns) = scipy.ndimage.distance_transform_edt(~opaque, return_indices=True)
    return np.dstack([rgba[rows, columns, :3], rgba[..., 3]])
