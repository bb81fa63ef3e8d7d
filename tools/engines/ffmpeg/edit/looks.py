"""Looks of a film as functions of colour, each written as a three-dimensional look-up table.

Every look is a smooth curve that leads black and white no further out than they were: it grades, it
does not clip.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from studio.errors import EngineError
from studio.packs.registry import registry
from tools.engines.ffmpeg.edit.colours import Colours
from tools.engines.ffmpeg.encode import TO_BT709

EDGE = 33  # nodes along an edge of the table; between them FFmpeg interpolates
SPREAD = 0.012  # of the shorter side: how far a dream's light spreads (standard deviation)
_GRAIN_SEED = 7
_BACK = f"scale={TO_BT709},format=yuv420p"


Change = Callable[[Colours], Colours]
"""A function of R'G'B' from 0 to 1, shape (..., 3)."""


def write_table(
    look: str | None, strength: float, path: Path, change: Change | None = None
) -> None:
    """A change of colours, and after it the look at `strength` (0 none, 1 full), as an Adobe .cube
    file."""
    steps = np.linspace(0.0, 1.0, EDGE)
    # red runs fastest
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    plain = np.stack([red, green, blue], -1).reshape(-1, 3)
    table = np.clip(change(plain), 0, 1) if change else plain
    if look:
        table = table + strength * (np.clip(graded(look, table), 0, 1) - table)
    np.savetxt(path, table, fmt="%.6f", header=f"LUT_3D_SIZE {EDGE}", comments="")


def look_filters(
    look: str | None, strength: float, folder: Path, side: int, change: Change | None = None
) -> list[str]:
    """A change of colours and then the look as chains of filters from [plain] to [graded]; `folder`
    gets the table of colours, `side` is the picture's shorter one in pixels."""
    table = folder / "look.cube"
    write_table(look, strength, table, change)
    # Twelve bits on the way, against steps in smooth skies.
    chain = f"[plain]format=gbrp12,lut3d=file={table}:interp=tetrahedral"
    if not look:
        return [f"{chain},{_BACK}[graded]"]
    about = registry("looks")[look].facts
    if about["glow"]:
        radius = max(1.0, SPREAD * side)
        return [
            f"{chain},split[sharp][blurred]",
            f"[blurred]gblur=sigma={radius:.2f}:steps=3[glow]",
            # Screen lightens and never passes white; half of it keeps the eyes' detail.
            f"[sharp][glow]blend=all_mode=screen:all_opacity={about['glow'] * strength:.4f},"
            f"{_BACK}[graded]",
        ]
    chain = f"{chain},{_BACK}"
    if strength and about["vignette"]:
        chain += f",vignette=angle={about['vignette'] * strength:.5f}:dither=0"
    if strength and about["grain"]:
        amount = round(about["grain"] * strength)
        chain += f",noise=c0s={amount}:c0f=t:c0_seed={_GRAIN_SEED}"
    return [f"{chain}[graded]"]


def graded(look: str, colours: Colours) -> Colours:
    """The look's own function of R'G'B' from 0 to 1, shape (..., 3); EngineError where it fails."""
    item = registry("looks")[look]
    try:
        return item.module().look(colours)
    except Exception as error:  # a pack's code may fail in any way
        raise EngineError(
            f"the look {item.name!r} of pack {item.pack.name!r} fails: {error!r}.",
            f"Mend {item.code}: it needs look(colours).",
        ) from error
