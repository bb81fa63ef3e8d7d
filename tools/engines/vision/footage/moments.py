"""The moments of a video that are worth an effect: where most moves, sounds and is expressed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy

from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.base import Progress
from tools.engines.vision.footage.action import Action, read_action, spaced
from tools.engines.vision.footage.features import FaceReader, features
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.requests import FindMoments, Found

_SMALL = 192  # long side of the frames for motion, in pixels
_FACES = 640  # and for faces
_FACE_RATE = 12.0  # looks at the face a second
_SMOOTH = 0.12  # seconds, standard deviation: shorter peaks are jitter
_LEAST, _MOST = 0.3, 0.6  # seconds that a moment lasts on either side of its top
_SILENT = -60.0  # dB of full scale
# A curve's spread is never taken for smaller than this: 8-bit levels, dB, eye distances.
_FLOORS = {"motion": 0.15, "loud": 3.0, "face": 0.03}
_REASONS = {"motion": "most motion", "loud": "loudest", "face": "widest expression"}
_NOTABLE = 1.5  # robust z-score from which a curve has a part in the peak


@dataclass(frozen=True)
class Faces:
    """Looks at faces: `times` s (k,), centres `x`, `y` 0..1 of the frame (k,), `size` as the share
    of the frame's height or width that they take, the larger one (k,), and how far the features are
    from that face's usual ones, eye distances (k,)."""

    times: np.ndarray
    x: np.ndarray
    y: np.ndarray
    size: np.ndarray
    amount: np.ndarray


def find_moments(request: FindMoments, progress: Progress, models: Path) -> Found:
    """`path` of a video. See Moments of the tool find_moments."""
    path = request.path
    action = read_action(spaced(upright_frames(path, _SMALL)))
    progress(0.4, "looking for faces")
    faces = read_faces(path, action, models)
    progress(0.9, "listening")
    curves = {
        "motion": _smooth(action.amount, action),
        "loud": _loudness(path, action.times),
        "face": _over_time(faces, action),
    }
    known = {name: curve for name, curve in curves.items() if curve is not None}
    scores = {name: np.maximum(_score(curve, name), 0) for name, curve in known.items()}
    together = np.sum(list(scores.values()), axis=0)
    top = int(np.argmax(together))
    ranked = sorted(scores, key=lambda name: -scores[name][top])
    shares = [name for name in ranked if scores[name][top] >= _NOTABLE] or ranked[:1]
    reason = ", ".join(_REASONS[name] for name in shares)
    result: dict[str, Any] = {"peak": _moment(together, reason, action, faces)}
    for name, curve in curves.items():
        result[name] = None if curve is None else _moment(curve, _REASONS[name], action, faces)
    return {**result, "moves": round(action.moves, 3), "duration": round(action.duration, 3)}


def _moment(curve: np.ndarray, reason: str, action: Action, faces: Faces) -> dict[str, Any]:
    """The moment around the curve's maximum, inside its shot."""
    top, times = int(np.argmax(curve)), action.times
    at = float(times[top])
    shot = np.flatnonzero(action.shots == action.shots[top])
    first, last = float(times[shot[0]]), action.duration
    if shot[-1] + 1 < times.size:
        last = float(times[shot[-1] + 1])
    half = (float(curve[top]) + float(np.median(curve))) / 2
    low = high = top
    while low > 0 and curve[low - 1] > half:
        low -= 1
    while high + 1 < times.size and curve[high + 1] > half:
        high += 1
    start = np.clip(float(times[low]), at - _MOST, at - _LEAST)
    end = np.clip(float(times[high]), at + _LEAST, at + _MOST)
    moves = reason.startswith(_REASONS["motion"])
    x, y, size = place(at, action, faces, (first, last), moves=moves)
    return {
        "at": round(at, 3),
        "start": round(max(float(start), first), 3),
        "end": round(min(float(end), last), 3),
        "x": round(x, 3),
        "y": round(y, 3),
        "size": round(size, 3),
        "reason": reason,
    }


def place(
    at: float, action: Action, faces: Faces, shot: tuple[float, float], *, moves: bool
) -> tuple[float, float, float]:
    """The centre of the face that is seen near `at` in the same shot and its size, else of what
    moves then and 0; this also where it is what `moves` that counts, and that is somebody else's:
    beside the face by more than its size."""
    near = np.abs(action.times - at) <= _SMOOTH
    near &= (action.times >= shot[0]) & (action.times < shot[1])
    weights = action.amount * near
    total = weights.sum()
    x, y = (float(weights @ one / total) if total else 0.5 for one in (action.x, action.y))
    seen = np.abs(faces.times - at) < 1.5 / _FACE_RATE
    seen &= (faces.times >= shot[0]) & (faces.times < shot[1])
    if seen.any():
        nearest = int(np.argmin(np.where(seen, np.abs(faces.times - at), np.inf)))
        face_x, size = float(faces.x[nearest]), float(faces.size[nearest])
        if not (moves and total and abs(x - face_x) > size):
            return face_x, float(faces.y[nearest]), size
    return x, y, 0.0


def read_faces(path: Path, action: Action, models: Path) -> Faces:
    """The largest face of a video, looked at twelve times a second, in each shot anew."""
    reader, due, last = FaceReader(models), 0.0, 0
    rows: list[tuple[float, float, float, float]] = []
    shots: list[int] = []
    found: list[np.ndarray] = []
    for time, rgb in upright_frames(path, _FACES):
        shot = action.shot_at(time)
        if shot != last:
            reader.forget()
            last, due = shot, time
        if time + 1e-6 < due:
            continue
        due = time + 1 / _FACE_RATE
        face = reader.read(rgb)
        if face is not None:
            height, width = rgb.shape[:2]
            box = face.box.reshape(2, 2) / (width, height)
            rows.append((time, *np.clip(box.mean(0), 0, 1), float(np.ptp(box, axis=0).max())))
            shots.append(shot)
            found.append(features(face))
    if not rows:
        return Faces(*(np.zeros(0) for _ in range(5)))
    values, of = np.array(found), np.array(shots)
    amount = np.zeros(len(rows))
    for shot in np.unique(of):
        mine = of == shot
        amount[mine] = np.linalg.norm(values[mine] - np.median(values[mine], axis=0), axis=1)
    return Faces(*np.array(rows).T, amount)


def _over_time(faces: Faces, action: Action) -> np.ndarray | None:
    """How expressive the face is in every frame; the median where none is seen."""
    if faces.times.size == 0:
        return None
    curve = np.interp(action.times, faces.times, faces.amount)
    gaps = np.abs(action.times[:, None] - faces.times[None]).min(1) > 1.5 / _FACE_RATE
    curve[gaps] = np.median(faces.amount)
    return _smooth(curve, action, _SMOOTH / 2)  # a mouth is wide open for a moment only


def _loudness(path: Path, times: np.ndarray) -> np.ndarray | None:
    """Level of the sound around every frame in dB of full scale; None where there is none."""
    samples, rate = read_sound(path)
    sound = mono(samples)
    step = max(rate // 100, 1)
    if sound.size < step:
        return None
    edges = np.arange(0, sound.size - step + 1, step)
    power = np.add.reduceat(sound[: edges[-1] + step].astype(np.float64) ** 2, edges) / step
    power = scipy.ndimage.gaussian_filter1d(power, _SMOOTH / 2 * rate / step)
    level = 10 * np.log10(np.maximum(power, 10 ** (_SILENT / 10)))
    if level.max() <= _SILENT:
        return None
    return np.interp(times, (edges + step / 2) / rate, level)


def _smooth(curve: np.ndarray, action: Action, spread: float = _SMOOTH) -> np.ndarray:
    """Smoothed inside each shot: a quiet one does not borrow from its neighbour."""
    smooth = curve.copy()
    frames = action.times.size
    step = action.duration / frames if action.duration > 0 else 1.0
    for shot in np.unique(action.shots):
        mine = action.shots == shot
        smooth[mine] = scipy.ndimage.gaussian_filter1d(curve[mine], spread / step, mode="nearest")
    return smooth


def _score(curve: np.ndarray, name: str) -> np.ndarray:
    """Robust z-scores: distance from the median over the spread of the middle half."""
    middle = np.median(curve)
    spread = 1.4826 * np.median(np.abs(curve - middle))
    return (curve - middle) / max(float(spread), _FLOORS[name])
