"""Looks of a film as functions of colour, each written as a three-dimensional look-up table.

Every look is a smooth curve that leads black and white no further out than they were: it grades, it
does not clip.
"""

from pathlib import Path

import numpy as np

from studio.errors import EngineError
from studio.packs.registry import registry
from tools.engines.ffmpeg.edit.colours import Colours

EDGE = 33  # nodes along an edge of the table; between them FFmpeg interpolates


def write_table(look: str, strength: float, path: Path) -> None:
    """The look at `strength` (0 none, 1 full) as an Adobe .cube file."""
    steps = np.linspace(0.0, 1.0, EDGE)
    # red runs fastest
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    plain = np.stack([red, green, blue], -1).reshape(-1, 3)
    graded = plain + strength * (np.clip(_graded(look, plain), 0, 1) - plain)
    np.savetxt(path, graded, fmt="%.6f", header=f"LUT_3D_SIZE {EDGE}", comments="")


def _graded(look: str, colours: Colours) -> Colours:
    item = registry("looks")[look]
    try:
        return item.module().look(colours)
    except Exception as error:  # a pack's code may fail in any way
        raise EngineError(
            f"the look {item.name!r} of pack {item.pack.name!r} fails: {error!r}.",
            f"Mend {item.code}: it needs look(colours).",
        ) from error
