"""What of a video is transparent, and whether that is what its subject is not."""

from pathlib import Path

import av
import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.vision.footage.effects.requests import MeasureAlpha
from tools.engines.vision.footage.frames import decoded
from tools.engines.vision.footage.upright import some_frames
from tools.engines.vision.requests import Found
from tools.engines.vision.subject import segment

_SIDE = 320  # pixels of the longer side
_LOOKS = 6  # frames
_HALF = 0.5  # of alpha, and of the belief that a pixel is the subject's
_LEAST = 0.05  # of the picture: less is no figure in front


def measure_alpha(request: MeasureAlpha, progress: Progress, models: Path) -> Found:
    """`alpha`: [mean alpha of the video, how far what is opaque is the figure that is seen in front
    in the source at the same time (intersection over union; None where none is seen)]; None for a
    video without an alpha channel."""
    layers = [layer for frame in decoded(request.path) if (layer := _alpha_of(frame)) is not None]
    if not layers:
        return {"alpha": None}
    chosen = {round(one) for one in np.linspace(0, len(layers) - 1, _LOOKS)}
    likeness = []
    for number, rgb in some_frames(request.source, _SIDE, chosen):
        figure = segment(rgb, models) > _HALF
        if figure.mean() > _LEAST:
            opaque = cv2.resize(layers[number], rgb.shape[1::-1]) > _HALF * 255
            likeness.append((figure & opaque).sum() / max(1, (figure | opaque).sum()))
    share = float(np.mean([layer.mean() for layer in layers])) / 255
    like = round(float(np.median(likeness)), 3) if likeness else None
    return {"alpha": [round(share, 4), like]}


def _alpha_of(frame: av.VideoFrame) -> np.ndarray | None:
    """(h, w) uint8, at most _SIDE long; None where the frame has none."""
    if not any(part.is_alpha for part in frame.format.components):
        return None
    scale = min(1.0, _SIDE / max(frame.width, frame.height))
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    return frame.to_ndarray(width=width, height=height, format="rgba")[..., 3].copy()
