"""The photometer: how much of a picture glows."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np

from animation_studio import (
    ConfinedEngine,
    Progress,
    Request,
    Settings,
    digest_of,
    engine,
    open_picture,
)

GLOWS = 0.9  # luma from which a pixel counts, 0 to 1
_LUMA = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709


class Glow(TypedDict):
    """`share` of the pixels that glow, 0 to 1; `brightest` luma, 0 to 1."""

    share: float
    brightest: float


@dataclass(frozen=True, kw_only=True)
class MeasureGlow(Request[Glow]):
    """The picture in the file `path`."""

    path: Path


@engine
def photometer(settings: Settings) -> ConfinedEngine:
    """The engine; its version changes with this file and with NumPy."""
    version = digest_of(__name__, packages=["numpy"])
    return ConfinedEngine("photometer", version, "counts what glows in a picture", [measure])


def measure(request: MeasureGlow, progress: Progress) -> Glow:
    """Count the pixels."""
    with open_picture(request.path) as picture:
        luma = np.asarray(picture.convert("RGB")) / 255 @ _LUMA
    progress(1.0, "measured")
    return {
        "share": round(float((luma > GLOWS).mean()), 5),
        "brightest": round(float(luma.max()), 3),
    }
