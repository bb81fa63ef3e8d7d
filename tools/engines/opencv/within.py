"""A video that was changed within a mask alone."""

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.media.frames import film, pictures, planes, to_i420
from tools.engines.media.masks import in_size, masks_of
from tools.engines.opencv.composite import at_times_of
from tools.engines.opencv.requests import ChangeWithin, WeighedMask, WeighMask


def weigh_mask(request: WeighMask, progress: Progress) -> WeighedMask:
    """How much of each frame a mask takes up. ToolError for a mask of another video."""
    footage = read(request.video)
    drawn = zip(range(footage.frames), masks_of(request.mask, footage), strict=False)
    shares = [round(float(mask.mean()) / 255, 6) for _, mask in drawn]
    return {"shares": shares, "rate": float(footage.rate)}


def change_within(request: ChangeWithin, progress: Progress) -> MadeVideo:
    """Lay the changed one over the video where the mask is white. A pixel where it is black keeps
    its very values."""
    footage = read(request.video)
    changed = at_times_of(read(request.changed), footage)
    number = 0
    with film(footage, request.out) as write:
        drawn = zip(pictures(footage), masks_of(request.mask, footage), changed, strict=False)
        for number, (frame, mask, rgb) in enumerate(drawn, 1):
            height, width = planes(frame)[0].shape
            if rgb.shape[:2] != (height, width):
                rgb = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_CUBIC)
            write(_laid(frame, to_i420(rgb), in_size(mask, height, width)))
            if number % 12 == 0:
                progress(number / footage.frames, "keeping what lies outside the mask")
    return {"path": str(request.out), "frames": number, "duration": footage.duration}


def _laid(frame: np.ndarray, changed: np.ndarray, mask: np.ndarray) -> np.ndarray:
    made = frame.copy()
    for plane, new in zip(planes(made), planes(changed), strict=True):
        share = in_size(mask, *plane.shape).astype(np.float32) / 255
        plane[:] = np.rint(plane + share * (new.astype(np.float32) - plane))
    return made
