"""What an edit did to the colours of its source."""

from dataclasses import dataclass

import cv2
import numpy as np
import skimage

from tools.engines.vision.footage.alignment.match import Match
from tools.engines.vision.footage.alignment.thumbnails import Thumbnails
from tools.engines.vision.footage.alignment.views import IDENTITY, through

_LOOKS = 48  # frames that are compared, evenly spread
_LEAST = 0.01  # saturation and luma (0..1) of a source of which no ratio is told


@dataclass(frozen=True)
class ColourChange:
    """`difference`: mean CIEDE2000; `saturation`, `luminance`: of the edit over the source's, as
    grade_video() measures them; None for a source that has none."""

    difference: float
    saturation: float | None
    luminance: float | None


def colour_change(
    edit: Thumbnails, source: Thumbnails, found: Match, frames: np.ndarray
) -> ColourChange:
    """Compare the `frames` (k,) of the edit, by number, with what they show of the source."""
    spread = np.linspace(0, len(frames) - 1, min(_LOOKS, len(frames))).astype(int)
    chosen = frames[np.unique(spread)]
    differences, means = [], []
    for frame in chosen:
        moment = int(np.clip(round(found.path.place[frame]), 0, len(source.frames) - 1))
        view = found.views[frame]
        shot = source.frames[moment]
        shot = shot if view is IDENTITY else through(shot, view)
        pair = [_coarse(picture) for picture in (edit.frames[frame], shot)]
        differences.append(
            skimage.color.deltaE_ciede2000(
                *(skimage.color.rgb2lab(picture) for picture in pair)
            ).mean()
        )
        means.append([(_saturation(picture), _luma(picture)) for picture in pair])
    mine, theirs = np.mean(means, axis=0)
    ratios = [float(a / b) if b > _LEAST else None for a, b in zip(mine, theirs, strict=True)]
    return ColourChange(float(np.mean(differences)), *ratios)


def _coarse(rgb: np.ndarray) -> np.ndarray:
    """Grain and small misfits leave, colours stay; 0..1."""
    return cv2.blur(rgb, (3, 3)).astype(np.float32) / 255


def _saturation(rgb: np.ndarray) -> float:
    return float(np.ptp(rgb, axis=-1).mean())


def _luma(rgb: np.ndarray) -> float:
    return float((rgb @ np.array([0.2126, 0.7152, 0.0722], np.float32)).mean())
