"""Arrays that media workers decode, for who works on them outside."""

from collections.abc import Callable
from typing import Any

import numpy as np

from studio.settings import settings
from tools.scratch import Scratch


def array_of(decode: Callable[..., None], *arguments: Any) -> np.ndarray:
    """The array that a `confined` function saves to a .npy file, the path of which is its last
    argument."""
    scratch = Scratch(settings().paths.scratch, "array")
    try:
        out = scratch.folder / "array.npy"
        decode(*arguments, out)
        return np.load(out)
    finally:
        scratch.remove()
