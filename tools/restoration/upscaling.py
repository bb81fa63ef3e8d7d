"""What upscale_image and upscale_video share: how large a result may be, and one picture's way to
the engine and back."""

from pathlib import Path

import numpy as np

from studio.errors import ToolError
from tools.context import BoundEngine
from tools.engines.restoration.requests import Effort, Factor, Upscale


def check_size(width: int, height: int, factor: int, most: int) -> None:
    """ToolError where a picture enlarged would have more than `most` pixels."""
    wide, high = width * factor, height * factor
    if wide * high > most:
        raise ToolError(
            f"{width}x{height} pixels times {factor} are {wide}x{high}, over the limit of "
            f"{most / 1e6:.1f} million pixels.",
            "Give a smaller one" + (", or `factor` 2." if factor > 2 else "."),
        )


async def enlarged(
    engine: BoundEngine, rgb: np.ndarray, factor: Factor, effort: Effort, folder: Path
) -> tuple[np.ndarray, str]:
    """The RGB picture enlarged, and by what. `folder` for the files between."""
    given, made = folder / "given.npy", folder / "enlarged.npy"
    np.save(given, rgb)
    told = await engine.run(Upscale(path=given, out=made, factor=factor, effort=effort))
    return np.load(made), told["method"]
