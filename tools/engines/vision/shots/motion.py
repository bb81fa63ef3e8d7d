"""How fast what moves in a video moves, where, and which way."""

from typing import Any

import numpy as np
import scipy

from tools.engines.base import Progress
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.shots.flow import LONG_SIDE, Moves, read_moves
from tools.engines.vision.shots.requests import DetectScenes, MeasureMotion, Moving
from tools.engines.vision.shots.scenes import detect_scenes

RATE = 25.0  # frames a second that are compared at most
_STILL = 0.01  # widths a second: slower is standing
_SMOOTH = 0.06  # seconds
_GAP = 0.2  # seconds of standing that do not end a motion


def measure_motion(request: MeasureMotion, progress: Progress) -> dict[str, Any]:
    """What moves by itself in a video, the camera's moves taken out. See the tool."""
    scenes = detect_scenes(
        DetectScenes(video=request.path), lambda share, note: progress(0.3 * share, note)
    )
    joints = [shot["start"] for shot in scenes["shots"][1:]]
    moves = read_moves(upright_frames(request.path, LONG_SIDE), RATE, joints)
    progress(0.9, "measuring motion")
    speed = smoothed(moves)
    spans = [
        _span(moves, speed, first, last)
        for first, last in _spans(moves.times, speed > _STILL, joints)
    ]
    step = np.diff(moves.times).mean() if len(moves.times) > 1 else 0.0
    return {
        "spans": spans,
        "fastest": max(spans, key=lambda span: span["speed"], default=None),
        "moving": round(float((speed > _STILL).mean()), 3),
        "track": {
            "times": [round(float(time), 4) for time in moves.times],
            "speed": [round(float(one), 4) for one in speed],
            "direction": [round(direction(way), 1) for way in moves.way],
            "x": [round(float(one), 3) for one in moves.place[:, 0]],
            "y": [round(float(one), 3) for one in moves.place[:, 1]],
            "camera": [
                [round(float(x), 4), round(float(y), 4), round(float(zoom), 4)]
                for (x, y), zoom in zip(moves.shift, moves.zoom, strict=True)
            ],
        },
        "duration": round(float(moves.times[-1] + step), 3) if len(moves.times) else 0.0,
    }


def smoothed(moves: Moves) -> np.ndarray:
    """The speed in each frame, a median over three so that a single bad flow is none."""
    if len(moves.times) < 3:
        return moves.speed
    step = float(np.median(np.diff(moves.times)))
    steady = scipy.ndimage.median_filter(moves.speed, 3, mode="nearest")
    return scipy.ndimage.gaussian_filter1d(steady, _SMOOTH / step, mode="nearest")


def direction(way: np.ndarray) -> float:
    """Degrees: 0 to the picture's right, 90 up, 180 or -180 left, -90 down."""
    return float(np.degrees(np.arctan2(-way[1], way[0]))) if np.hypot(*way) > 1e-6 else 0.0


def _spans(times: np.ndarray, moving: np.ndarray, joints: list[float]) -> list[tuple[int, int]]:
    """(first frame, last frame) of each stretch that moves, within its shot."""
    found: list[tuple[int, int]] = []
    for number in np.flatnonzero(moving).tolist():
        last = found[-1][1] if found else -1
        near = bool(found) and times[number] - times[last] <= _GAP
        cut = bool(found) and any(times[last] < at <= times[number] for at in joints)
        if near and not cut:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [(first, last) for first, last in found if last > first]


def _span(moves: Moves, speed: np.ndarray, first: int, last: int) -> Moving:
    part = slice(first, last + 1)
    top = first + int(np.argmax(speed[part]))
    weights = speed[part, None] * moves.share[part, None] + 1e-9
    x, y = (moves.place[part] * weights).sum(0) / weights.sum()
    way = (moves.way[part] * weights).sum(0) / weights.sum()
    return {
        "start": round(float(moves.times[first]), 3),
        "end": round(float(moves.times[last]), 3),
        "at": round(float(moves.times[top]), 3),
        "speed": round(float(speed[top]), 4),
        "direction": round(direction(way), 1),
        "x": round(float(x), 3),
        "y": round(float(y), 3),
    }
