"""Noise taken out of a picture: by its frequencies, over three frames at a time (FFmpeg's
fftdnoiz)."""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.picture.requests import Denoise, DenoisedVideo
from tools.engines.media.frames import pictures, planes

_LOOKED_AT = 6  # frames that are measured
_LEAST, _MOST = 0.1, 100.0  # of the filter's sigma
# J. Immerkaer, "Fast Noise Variance Estimation" (1996): what is left of a picture that is no edge.
_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
_GAIN = 6.0
_NORMAL = 0.6745  # the median of what is normal, in standard deviations


def denoise(request: Denoise, progress: Progress) -> DenoisedVideo:
    """The video with as much noise less as was measured in it, times `strength`."""
    footage, out = read(Path(request.video)), Path(request.out)
    before = noise_of(footage)
    sigma = min(_MOST, max(_LEAST, before * request.strength))
    graph = [
        f"{footage.picture()},fftdnoiz=sigma={sigma:.3f}:prev=1:next=1,format=yuv420p,"
        f"trim=end_frame={footage.frames},{footage.clock()}[picture]"
    ]
    if footage.has_audio:
        graph.append(f"{footage.sound()}[sound]")
    made = write(
        footage, graph, footage.frames, out, progress, "taking out noise", footage.has_audio
    )
    return {**made, "before_noise": before, "after_noise": noise_of(read(out))}


def noise_of(footage: Footage) -> float:
    """The standard deviation of the noise of its luma, 0 to 255, the median of some frames."""
    wanted = {int((part + 0.5) / _LOOKED_AT * footage.frames) for part in range(_LOOKED_AT)}
    found = []
    for number, frame in enumerate(pictures(footage)):
        if number in wanted:
            rest = cv2.filter2D(planes(frame)[0].astype(np.float32), -1, _MASK)[1:-1, 1:-1]
            if not rest.size:  # a picture of two rows has edges alone
                return 0.0
            found.append(np.median(np.abs(rest)) / _NORMAL / _GAIN)
    return round(float(np.median(found)), 3) if found else 0.0
