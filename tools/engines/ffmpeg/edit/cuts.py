"""Where one shot of a video ends and the next one begins, by PySceneDetect's adaptive detector."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from studio.errors import EngineError
from studio.media.opener import open_medium
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.requests import DetectCuts, FoundShots

_SMALL = (32, 18)  # pixels of what is kept of each frame, to see a flash by
_BACK = 0.4  # of the change at a cut: a picture that is as near as this to the one before is back
LOOKED_AT = 256  # pixels of the longer side; cuts are seen in small pictures


@dataclass(frozen=True)
class Watched:
    """A video that was looked through: the numbers of the frames at which it changes at once, and
    `small`: of every frame a BGR picture of 32 x 18 pixels, by its number."""

    footage: Footage
    cuts: list[int]
    small: dict[int, np.ndarray]


def detect_cuts(request: DetectCuts, progress: Progress) -> FoundShots:
    """The shots of a video, told apart by hard cuts.

    A cut is a frame whose change of hue, saturation and brightness against the one before stands
    out among its neighbours' (so that a fast pan is none), and is large. Where the picture from
    before is back within the shortest shot's length, it was a flash or a black frame, and no cut.

    Returns {"shots": [{"start", "end" s}]}, one after the other from 0 to the video's end.
    """
    watched = watch(Path(request.video), request.threshold, progress)
    footage = watched.footage
    shortest = max(1, round(request.shortest * footage.rate))
    edges = [0]
    for cut in watched.cuts:
        if shortest <= cut - edges[-1] and cut < footage.frames:
            edges += [] if is_flash(watched.small, cut, shortest) else [cut]
    edges.append(footage.frames)
    return {
        "shots": [
            {"start": footage.seconds(start), "end": footage.seconds(end)}
            for start, end in pairwise(edges)
        ]
    }


def watch(path: Path, threshold: float, progress: Progress) -> Watched:
    """Look through a video. EngineError where PySceneDetect is missing."""
    try:
        from scenedetect import AdaptiveDetector, FrameTimecode
    except ImportError as error:
        raise EngineError(
            f"PySceneDetect is not installed: {error}.", "Run `make setup` again."
        ) from error
    footage = read(path)
    scale = min(1.0, LOOKED_AT / max(footage.width, footage.height))
    size = {
        "width": max(2, round(footage.width * scale)),
        "height": max(2, round(footage.height * scale)),
    }
    # What is too short is left out later, when the flashes are known.
    detector = AdaptiveDetector(adaptive_threshold=threshold, min_scene_len=1)
    cuts: list[int] = []
    small: dict[int, np.ndarray] = {}
    with open_medium(footage.path) as medium:
        number = 0
        for frame in medium.pictures():
            number = round(((frame.time or 0.0) - medium.origin) * float(footage.rate))
            picture = frame.to_ndarray(format="bgr24", **size)
            small[number] = cv2.resize(picture, _SMALL, interpolation=cv2.INTER_AREA)
            found = detector.process_frame(FrameTimecode(number, footage.rate), picture)
            cuts += [cut.frame_num for cut in found]
            progress(min(1.0, number / footage.frames), "looking for cuts")
        cuts += [
            cut.frame_num for cut in detector.post_process(FrameTimecode(number, footage.rate))
        ]
    return Watched(footage, sorted(cuts), small)


def is_flash(small: dict[int, np.ndarray], cut: int, shortest: int) -> bool:
    """Whether what was seen before a cut is seen again before a shot could have ended, or what is
    seen after it was seen shortly before."""
    change = _apart(small, cut - 1, cut)
    return any(
        min(_apart(small, cut - 1, cut + away), _apart(small, cut - 1 - away, cut)) < _BACK * change
        for away in range(1, shortest)
    )


def _apart(small: dict[int, np.ndarray], one: int, other: int) -> float:
    """How far two frames are from each other, 0 to 255; the farthest where one is missing."""
    if one not in small or other not in small:
        return 255.0
    return float(cv2.absdiff(small[one], small[other]).mean())
