"""Laying a freshly rendered part of the picture over what was rendered before.

The background of a still camera is rendered once, as a plate. A new pose is rendered in the box
that the cast and its shadow can touch. Where the cast is, the new pixels are taken; beside it the
plate is kept, dimmed or tinted by the smooth ratio of new to old: so shadows move, grain does not.

Where no feet are seen, the cast is rendered as a layer with soft alpha instead, the set unseen by
the camera but still lighting it: half the cost. The plate then holds the shadow of one pose.
"""

import numpy as np

from tools.engines.blender.render import filters
from tools.engines.blender.render.filters import Box

EDGE = 0.008  # cast pixels grow by this share of the picture's height before the plate takes over
SHADOW = 0.014  # blur of the shadow ratio, share of the picture's height
FEATHER = 0.03  # width of the fade at the box's own edges, same unit
EDGE_BLUR = 0.75  # pixels, of a layer's alpha
INSIDE = 0.98  # blurred alpha from which a pixel is no edge
AROUND, SPECK = 2.5, 0.8  # pixels; an edge is no darker than this share of what is around it
SURE = 4  # power of the blurred alpha by which the edge itself counts less in what is around it
DARKEST, BRIGHTEST = 0.05, 2.5  # limits of the ratio


def _feather(box: Box, size: tuple[int, int], reach: float) -> np.ndarray:
    """1 inside the box, 0 at those of its edges that lie inside the picture, (h, w)."""
    x0, y0, x1, y1 = box
    width, height = size

    def ramp(length: int, low_inside: bool, high_inside: bool) -> np.ndarray:
        spot = np.arange(length) + 0.5
        rise = np.clip(spot / reach, 0, 1) if low_inside else np.ones(length)
        fall = np.clip((length - spot) / reach, 0, 1) if high_inside else np.ones(length)
        return np.minimum(rise, fall)

    across = ramp(x1 - x0, x0 > 0, x1 < width)
    down = ramp(y1 - y0, y0 > 0, y1 < height)
    fade = np.minimum(across[None, :], down[:, None]).astype(np.float32)
    return fade * fade * (3 - 2 * fade)


def lay_cast(plate: np.ndarray, part: np.ndarray, cover: np.ndarray, box: Box) -> np.ndarray:
    """`part`, rendered in `box` with the cast covering `cover` of each pixel, on the empty `plate`.

    All linear; `plate` (H, W, 4), `part` (h, w, 4), `cover` (h, w). Returns a new (H, W, 4).
    """
    height, width = plate.shape[:2]
    x0, y0, x1, y1 = box
    behind = plate[y0:y1, x0:x1, :3]
    fade = _feather(box, (width, height), max(2.0, FEATHER * height))[..., None]
    grown = filters.blur((cover > 0.004).astype(np.float32), max(0.7, EDGE * height))
    taken = np.maximum(np.clip(grown * 3.0, 0, 1), cover)[..., None]
    free = (cover < 0.004).astype(np.float32)[..., None]
    sigma = max(0.8, SHADOW * height)
    new = filters.blur(part[..., :3] * free, sigma)
    old = filters.blur(behind * free, sigma)
    known = filters.blur(free, sigma)
    ratio = np.where(known > 0.02, np.clip((new + 1e-4) / (old + 1e-4), DARKEST, BRIGHTEST), 1.0)
    ratio = 1 + (ratio - 1) * fade
    made = plate.copy()
    made[y0:y1, x0:x1, :3] = part[..., :3] * taken + behind * ratio * (1 - taken)
    return made


def soften(layer: np.ndarray) -> np.ndarray:
    """`layer` (h, w, 4), premultiplied, with smooth edges.

    Cycles denoises colour but not alpha; at a few samples their edges do not fit each other: where
    alpha is full or half and the denoiser saw next to nothing, hair and brims get dark specks. So
    alpha is smoothed a little, and whatever is near an edge, a pixel of full alpha too, gets the
    mean colour of what covers its neighbourhood.
    """
    alpha, colour = np.clip(layer[..., 3:], 0.0, 1.0), layer[..., :3]
    smooth = filters.blur(alpha, EDGE_BLUR)
    mean = filters.blur(colour, EDGE_BLUR) / np.maximum(smooth, 0.02)
    sure = smooth**SURE
    weight = np.maximum(filters.blur(alpha * sure, AROUND), 1e-3)
    around = filters.blur(colour * sure, AROUND) / weight
    straight = np.where(smooth > INSIDE, colour, np.maximum(mean, SPECK * around))
    return np.concatenate([straight * smooth, smooth], axis=-1)


def over(plate: np.ndarray, layer: np.ndarray, box: Box) -> np.ndarray:
    """`layer` (h, w, 4), premultiplied, rendered in `box` without its background, on `plate`;
    returns the box's pixels (h, w, 4)."""
    x0, y0, x1, y1 = box
    cast, behind = soften(layer), plate[y0:y1, x0:x1]
    made = behind.copy()
    made[..., :3] = cast[..., :3] + behind[..., :3] * (1.0 - cast[..., 3:])
    return made


def lay_part(base: np.ndarray, part: np.ndarray, box: Box) -> np.ndarray:
    """`part`, rendered in `box`, on `base` that differs from it only well inside the box."""
    height, width = base.shape[:2]
    x0, y0, x1, y1 = box
    fade = _feather(box, (width, height), max(2.0, FEATHER * height))[..., None]
    made = base.copy()
    made[y0:y1, x0:x1] = part * fade + base[y0:y1, x0:x1] * (1 - fade)
    return made
