"""Which pictures may teach: sharp ones, and none that is nearly another."""

import numpy as np
from PIL import Image

# Variance of the Laplacian of the subject at 512 pixels, as measure_image has it; a soft
# background, as of a lens near by, does not count.
LEAST_SHARP = 80.0
NEAR = 4  # of 64 bits by which two pictures differ at most to be nearly the same
_HASH = 8


def hash_of(picture: Image.Image) -> np.ndarray:
    """64 bits that tell pictures apart by their large shapes: whether each pixel of a tiny copy is
    brighter than the one left of it (difference hash)."""
    tiny = picture.convert("L").resize((_HASH + 1, _HASH), Image.Resampling.BOX)
    values = np.asarray(tiny, np.int16)
    return (values[:, 1:] > values[:, :-1]).ravel()


def nearest(one: np.ndarray, others: list[np.ndarray]) -> int:
    """By how many bits the nearest of the others differs; 64 where there is none."""
    return min((int(np.count_nonzero(one != other)) for other in others), default=one.size)


def refused(bits: np.ndarray, sharp: float, others: list[np.ndarray]) -> str:
    """Why a picture may not teach, "" where it may."""
    if sharp < LEAST_SHARP:
        return f"its sharpness is {sharp:.0f}, of {LEAST_SHARP:.0f}"
    off = nearest(bits, others)
    return f"it differs from another one by {off} of 64 bits" if off <= NEAR else ""
