"""A video cropped to another shape, the window over the face or over what moves."""

from pathlib import Path

import numpy as np
import scipy

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.cuts import detect_cuts
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.requests import DetectCuts
from tools.engines.media.frames import film, pictures, planes
from tools.engines.vision.footage.action import Action, read_action
from tools.engines.vision.footage.moments import Faces, read_faces
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.requests import CroppedVideo, CropToShape

Shot = tuple[float, float]  # from when to when, in s

_SMALL = 192  # long side of the frames in which motion is looked for, in pixels
_INNER = 0.6  # of the window: a face that stays within as much is not followed
_SMOOTH = 0.6  # seconds, standard deviation, of the window's way
_LOOKED = 0.6  # of the progress


def crop_to_shape(request: CropToShape, progress: Progress, models: Path) -> CroppedVideo:
    """Cut the largest window of a shape out of every frame; it goes with the face, or with what
    moves where there is none, and rests where it may. ToolError for what is no video."""
    footage = read(Path(request.video))
    width, height = _window(footage.width, footage.height, request.width / request.height)
    action = read_action(upright_frames(footage.path, _SMALL))
    cuts = detect_cuts(DetectCuts(video=footage.path, threshold=3.0, shortest=0.5), _untold)
    shots = [(shot["start"], shot["end"]) for shot in cuts["shots"]]
    progress(0.2, "looking for faces")
    faces = read_faces(footage.path, action, models)
    progress(_LOOKED, "cropping")
    spare = np.array([footage.width // 2 * 2 - width, footage.height // 2 * 2 - height])
    share = np.array([width / footage.width, height / footage.height])
    course = _course(action, faces, share, shots)
    frames = 0
    with film(footage, Path(request.out)) as write:
        for number, frame in enumerate(pictures(footage)):
            middle = course[min(number, len(course) - 1)]
            size = np.array([footage.width, footage.height])
            left, top = np.clip(middle * size - np.array([width, height]) / 2, 0, spare)
            write(_cropped(frame, int(left) // 2 * 2, int(top) // 2 * 2, width, height))
            frames = number + 1
            progress(_LOOKED + (1 - _LOOKED) * frames / footage.frames, "cropping")
    seen = [bool(((faces.times >= a) & (faces.times < b)).any()) for a, b in shots]
    return {
        "path": str(request.out),
        "frames": frames,
        "duration": footage.seconds(frames),
        "width": width,
        "height": height,
        "faces": round(float(np.mean(seen)), 3),
    }


def _untold(fraction: float, note: str) -> None:
    """No progress."""


def _window(width: int, height: int, shape: float) -> tuple[int, int]:
    """The largest even width and height of a shape (width over height) within a frame."""
    across = min(width, height * shape)
    return max(2, int(across) // 2 * 2), max(2, int(across / shape) // 2 * 2)


def _course(action: Action, faces: Faces, share: np.ndarray, shots: list[Shot]) -> np.ndarray:
    """The window's middle in every frame (n, 2), 0 to 1 of the frame, shot by shot. `share` of the
    frame that the window is wide and high."""
    step = action.duration / max(action.times.size, 1) or 1.0
    course = np.full((action.times.size, 2), 0.5)
    for start, end in shots:
        mine = (action.times >= start) & (action.times < end)
        seen = (faces.times >= start) & (faces.times < end)
        if not seen.any():
            weights = action.amount[mine]
            if weights.sum() > 0:
                places = (action.x[mine], action.y[mine])
                course[mine] = [float(weights @ place / weights.sum()) for place in places]
            continue
        for axis, place in enumerate((faces.x[seen], faces.y[seen])):
            low, high = np.percentile(place, [5, 95])
            if high - low <= _INNER * share[axis]:
                course[mine, axis] = (low + high) / 2
            else:
                way = np.interp(action.times[mine], faces.times[seen], place)
                course[mine, axis] = scipy.ndimage.gaussian_filter1d(
                    way, _SMOOTH / step, mode="nearest"
                )
    return course


def _cropped(frame: np.ndarray, left: int, top: int, width: int, height: int) -> np.ndarray:
    """A window of an I420 frame, as one."""
    light, *chromas = planes(frame)
    cut = light[top : top + height, left : left + width]
    halves = [
        plane[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2].reshape(-1)
        for plane in chromas
    ]
    whole = np.concatenate([cut.reshape(-1), *halves])
    return whole.reshape(height * 3 // 2, width)
