"""What the camera does in a shot: it stands, pans, tilts, zooms, shakes."""

from dataclasses import dataclass

import numpy as np
import scipy

from tools.engines.vision.shots.flow import Moves
from tools.engines.vision.shots.requests import CameraSeen

_PAN, _ZOOM = 0.03, 0.04  # widths, and growth, a second from which it is a move
_ALONG = 0.6  # of its way that goes in one direction
_SHAKE = 0.0025  # widths: mean distance of a jolting path from the smooth one
_SLOW = 0.35  # seconds over which a path is smoothed


@dataclass(frozen=True)
class CameraMoveSeen:
    """`speed` in widths of the frame a second, of a zoom as growth a second; `shake`: mean distance
    from a smooth path in widths."""

    move: CameraSeen
    speed: float
    shake: float


def camera_move(moves: Moves) -> CameraMoveSeen:
    """The camera's main move over a shot. A picture that goes to the left is a pan to the right."""
    if len(moves.times) < 3:
        return CameraMoveSeen("still", 0.0, 0.0)
    step = np.diff(moves.times, prepend=moves.times[0])
    length = float(moves.times[-1] - moves.times[0])
    across, down = (moves.shift * step[:, None]).T
    growth = moves.zoom * step
    shake = _shake(np.stack([across, down], 1).cumsum(0), length / max(len(step) - 1, 1))
    kinds: list[tuple[float, CameraSeen, float]] = []
    for way, limit, names in (
        (across, _PAN, ("pan_left", "pan_right")),
        (down, _PAN, ("tilt_up", "tilt_down")),
        (growth, _ZOOM, ("zoom_in", "zoom_out")),
    ):
        speed = float(way.sum()) / length
        straight = abs(way.sum()) / max(float(np.abs(way).sum()), 1e-9)
        if abs(speed) > limit and straight > _ALONG:
            kinds.append((abs(speed) / limit, _of(names, speed), abs(speed)))
    if kinds:
        _, move, speed = max(kinds)
        return CameraMoveSeen(move, round(speed, 4), shake)
    return CameraMoveSeen("shake" if shake > _SHAKE else "still", 0.0, shake)


def _of(names: tuple[CameraSeen, CameraSeen], speed: float) -> CameraSeen:
    return names[0] if speed > 0 else names[1]


def _shake(path: np.ndarray, step: float) -> float:
    path = scipy.signal.detrend(path, axis=0)
    smooth = scipy.ndimage.gaussian_filter1d(path, _SLOW / step, axis=0, mode="nearest")
    inner = slice(1, -1) if len(path) < 12 else slice(3, -3)
    return round(float(np.hypot(*(path - smooth)[inner].T).mean()), 5)
