"""The frames that show most of a video: from every shot, more where more moves, each the sharpest
near by."""

from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image

from tools.engines.base import Progress
from tools.engines.vision.footage.action import Action, read_action
from tools.engines.vision.footage.upright import some_frames, upright_frames
from tools.engines.vision.requests import Found, PickFrames

_SMALL = 256  # long side of the frames that are looked at, in pixels
_LARGEST = 4096  # and of those that are kept
_STILL = 0.25  # of the mean motion: time alone counts that much
_NEAR = 0.25  # of the way to the next pick, within which the sharpest frame is taken


def pick_frames(request: PickFrames, progress: Progress) -> Found:
    """Pick and write them. ToolError for a video without frames."""
    sharp: list[float] = []

    def looked_at() -> Iterator[tuple[float, np.ndarray]]:
        for time, rgb in upright_frames(request.path, _SMALL):
            grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
            sharp.append(float(cv2.Laplacian(grey, cv2.CV_32F).var()))
            yield time, rgb

    action = read_action(looked_at())
    progress(0.6, "picking frames")
    picked = picks(action, np.array(sharp), request.count)
    if request.at is not None:
        picked = [max(0, int(np.searchsorted(action.times, request.at + 1e-3, "right")) - 1)]
    frames = []
    for number, rgb in some_frames(request.path, _LARGEST, set(picked)):
        file = f"frame_{number:06d}.png"
        Image.fromarray(rgb).save(request.out / file, compress_level=1)
        at, shot = round(float(action.times[number]), 3), int(action.shots[number])
        frames.append({"file": file, "at": at, "shot": shot})
    return {"frames": frames}


def picks(action: Action, sharp: np.ndarray, count: int) -> list[int]:
    """The numbers of at most `count` frames, in order; `sharp` (n,) says how sharp each one is."""
    step = action.amount + _STILL * max(float(action.amount.mean()), 1e-3)
    shots = [np.flatnonzero(action.shots == shot) for shot in np.unique(action.shots)]
    lengths = [float(step[shot].sum()) for shot in shots]
    numbers: list[int] = []
    for shot, share in zip(shots, _shares(lengths, [len(s) for s in shots], count), strict=True):
        way = np.cumsum(step[shot]) - step[shot] / 2
        for one in range(share):
            gap = step[shot].sum() / share
            near = np.flatnonzero(np.abs(way - (one + 0.5) * gap) <= _NEAR * gap)
            if not near.size:
                near = np.array([np.abs(way - (one + 0.5) * gap).argmin()])
            numbers.append(int(shot[near[sharp[shot[near]].argmax()]]))
    return sorted(set(numbers))


def _shares(lengths: list[float], most: list[int], count: int) -> list[int]:
    """How many frames of each shot: one each, the longest ways first, then by their ways."""
    shares = [0] * len(lengths)
    for _ in range(min(count, sum(most))):
        # The next goes where the frames would lie farthest apart (D'Hondt; a first one before all).
        free = [one for one in range(len(shares)) if shares[one] < most[one]]
        best = max(free, key=lambda one: (shares[one] == 0, lengths[one] / (shares[one] + 1)))
        shares[best] += 1
    return shares
