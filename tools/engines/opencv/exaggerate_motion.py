"""Small movements made large.

Not by brightness over time, as H.-Y. Wu et al., "Eulerian Video Magnification" (2012) do, whose
small motions alone grow, but by the motion itself, as in C. Liu et al., "Motion Magnification"
(2005): optical flow says how far everything has moved from where it was lately, and the picture is
warped so that it has moved farther.
"""

from pathlib import Path

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.media.frames import film, pictures, planes
from tools.engines.opencv.requests import ExaggerateMotion
from tools.engines.optical_flow import bands, dense_flow, pixel_grid

_LONGEST = 640  # pixels of the side at which motion is sought
_STILL = 0.08  # pixels of motion a frame that may be noise
_OTHER = 40.0  # of 255: a mean change that no motion makes, but a cut or a flash
_FARTHEST = 0.12  # of the longer side: how far anything is moved beyond its own way
_ROOM = 1.6  # times as wide as what moves is moved, its surroundings are stretched
_MOVES = 0.5  # of what is pushed most: what surely belongs to it
_ROUNDS = 12  # of finding where a pixel comes from


def exaggerate_motion(request: ExaggerateMotion, progress: Progress) -> MadeVideo:
    """Every movement `factor` times as wide; times, size and sound stay.

    Returns {"path", "frames", "duration" in s}.
    """
    footage = read(Path(request.video))
    first, last = footage.part(request.start, request.end)
    keep = float(np.exp(-1 / (request.memory * float(footage.rate))))
    moved = _Moved(keep)
    with film(footage, Path(request.out)) as write:
        for number, frame in enumerate(pictures(footage)):
            if first <= number < last:
                away = moved.of(planes(frame)[0])
                frame = _warped(frame, away, request.factor - 1)
            write(frame)
            progress(number / footage.frames, "moving farther")
    return {"path": str(request.out), "frames": footage.frames, "duration": footage.duration}


class _Moved:
    """How far everything is from where it was lately: the sum of its ways from frame to frame, of
    which what is longer ago counts less, `keep` of it a frame later."""

    def __init__(self, keep: float):
        self._keep = keep
        self._before: np.ndarray | None = None
        self._away: np.ndarray | None = None

    def of(self, luma: np.ndarray) -> np.ndarray:
        """(h, w, 2) float32 in pixels of a picture of _LONGEST at most, for the next frame."""
        scale = min(1.0, _LONGEST / max(luma.shape))
        size = (round(luma.shape[1] * scale), round(luma.shape[0] * scale))
        grey = cv2.resize(luma, size, interpolation=cv2.INTER_AREA) if scale < 1 else luma
        before, self._before = self._before, grey.copy()
        if before is None or self._away is None or cv2.absdiff(grey, before).mean() > _OTHER:
            self._away = np.zeros((*grey.shape, 2), np.float32)
            return self._away
        back = dense_flow(grey, before, fine=True)
        length = np.linalg.norm(back, axis=-1, keepdims=True)
        back *= np.clip(length / _STILL - 1, 0, 1)
        columns, rows = pixel_grid(*grey.shape)
        there = (columns + back[..., 0], rows + back[..., 1])
        carried = cv2.remap(self._away, *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        self._away = self._keep * carried - back
        return self._away


def _warped(frame: np.ndarray, away: np.ndarray, more: float) -> np.ndarray:
    """An I420 frame with everything `more` times as far `away` as it is besides."""
    push = _with_room(more * away)
    if push is None:
        return frame
    columns, rows = pixel_grid(*push.shape[:2])
    x, y = columns - push[..., 0], rows - push[..., 1]
    for _ in range(_ROUNDS):  # where a pixel comes from depends on how far that is pushed
        at = cv2.remap(push, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        x, y = (x + columns - at[..., 0]) / 2, (y + rows - at[..., 1]) / 2
    made = np.empty_like(frame)
    offset = np.dstack([x - columns, y - rows])
    for plane, new in zip(planes(frame), planes(made), strict=True):
        size = plane.shape[::-1]
        ratio = size[0] / offset.shape[1]
        own = cv2.resize(offset, size, interpolation=cv2.INTER_LINEAR)
        own *= ratio
        for band in bands(*plane.shape):
            grid = pixel_grid(band.stop - band.start, size[0])
            x, y = grid[0] + own[band, :, 0], grid[1] + own[band, :, 1] + np.float32(band.start)
            new[band] = cv2.remap(plane, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return made


def _with_room(push: np.ndarray) -> np.ndarray | None:
    """`push` with what lies around everything that is pushed pushed along, less and less with the
    distance, so that nothing folds over; None where nothing moves."""
    length = np.linalg.norm(push, axis=-1)
    most = float(np.percentile(length, 99.8))
    if most < _STILL:
        return None
    farthest = _FARTHEST * max(length.shape)
    push = push * np.minimum(1, farthest / np.maximum(length, 1e-6))[..., None]
    reach = max(2, round(_ROOM * min(most, farthest)))
    moves = np.clip(length / (_MOVES * min(most, farthest)), 0, 1) ** 2
    spread = max(1.0, reach / 2)
    near = cv2.GaussianBlur(np.dstack([push * moves[..., None], moves]), (0, 0), spread)
    way = near[..., :2] / np.maximum(near[..., 2:], 1e-4)
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    share = cv2.GaussianBlur(cv2.dilate(moves, round_), (0, 0), spread)
    return (way * share[..., None]).astype(np.float32)
