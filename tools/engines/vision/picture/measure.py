"""All measures of one picture."""

from pathlib import Path
from typing import Any

import numpy as np

from tools.engines.base import Progress
from tools.engines.vision.character.colours.regions import skin
from tools.engines.vision.footage.effects.writing import written_on
from tools.engines.vision.picture import exposure
from tools.engines.vision.picture.edges import edge_haze, edge_softness
from tools.engines.vision.picture.palette import hexadecimal, palette
from tools.engines.vision.picture.sharpness import sharpness
from tools.engines.vision.requests import Found, MeasurePicture
from tools.engines.vision.subject import View, look, read_picture

_COLOURS = 6


def measure_picture(request: MeasurePicture, progress: Progress, models: Path) -> Found:
    """`path` of a picture; see ImageMeasures."""
    rgb, alpha = read_picture(request.path)
    progress(0.2, "looking")
    view = look(rgb, models, alpha)
    result = {"width": rgb.shape[1], "height": rgb.shape[0], **measure_view(view)}
    shown = rgb.reshape(-1, 3) if alpha is None else rgb[view.mask]
    result["palette"] = [hexadecimal(colour) for colour, _ in palette(shown, _COLOURS)]
    result["edge_softness"] = None if alpha is None else edge_softness(alpha)
    result["edge_haze"] = None if alpha is None else edge_haze(alpha)
    result["written"] = written_on(rgb, request.texts)
    return {key: _rounded(value) for key, value in result.items()}


def measure_view(view: View) -> dict[str, Any]:
    """What stills and frames of a video have in common."""
    light = exposure.luminance(view.rgb)
    ratio, laplacian = sharpness(view.rgb, view.mask)
    white, black = exposure.clipped(view.rgb[view.mask] if view.alpha is not None else view.rgb)
    cheeks = skin(view, view.face) if view.face else np.empty((0, 3), np.uint8)
    return {
        "sharpness": ratio,
        "laplacian": laplacian,
        "luminance": exposure.log_mean(light),
        "subject_luminance": exposure.log_mean(light[view.mask]),
        "face_luminance": exposure.log_mean(exposure.luminance(cheeks)) if len(cheeks) else None,
        "clipped_white": white,
        "clipped_black": black,
        "contrast": exposure.contrast(light[view.mask]),
        "faces": sum(face.meshed for face in view.faces),
        "subject_share": float(view.mask.mean()),
        "subject_found_by": view.mask_source,
    }


def _rounded(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value
