"""What each shot of a video is like: its size, camera, motion, colours and light."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from tools.engines.base import Progress
from tools.engines.vision.body import find_body
from tools.engines.vision.face import Face, find_faces
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.picture.exposure import contrast, luminance
from tools.engines.vision.shots.camera import camera_move
from tools.engines.vision.shots.colours import colour_shares, shot_colours
from tools.engines.vision.shots.flow import LONG_SIDE, Moves, read_moves
from tools.engines.vision.shots.motion import smoothed
from tools.engines.vision.shots.requests import (
    DescribedShot,
    DescribedShots,
    DescribeShots,
    DetectScenes,
    ShotLight,
    ShotSize,
    Span,
)
from tools.engines.vision.shots.scenes import detect_scenes
from tools.engines.vision.subject import segment

RATE = 12.0  # frames a second that are compared
_FACES = 640  # long side of the frames in which faces are looked for, in pixels
_LOOKS = 3  # of them in a shot
_COLOURS = 96  # long side of those whose colours are counted
# Heights of a face, from brow to chin as its mesh has it, and of a body from shoulders to hips, as
# shares of the frame's height, from which a shot is that close.
_BY_FACE: tuple[tuple[float, ShotSize], ...] = ((0.3, "close_up"), (0.13, "medium"), (0.05, "full"))
_BY_TORSO: tuple[tuple[float, ShotSize], ...] = ((0.55, "close_up"), (0.3, "medium"), (0.1, "full"))
# And of one who is seen from head to foot: cartoons have large heads.
_BY_WHOLE: tuple[tuple[float, ShotSize], ...] = ((0.35, "full"),)
_FIGURE = 0.02  # of the frame: a smaller figure is none
_DARK, _BRIGHT = 0.08, 0.35  # of linear light
_WARM = 6.0  # b* of CIE L*a*b*


Joints = dict[str, tuple[float, float, float]]


def describe_shots(request: DescribeShots, progress: Progress, models: Path) -> DescribedShots:
    """Each shot of a video. See DescribedShot."""
    path = request.path
    scenes = detect_scenes(
        DetectScenes(video=path), lambda share, note: progress(0.25 * share, note)
    )
    shots = scenes["shots"]
    joints = [shot["start"] for shot in shots[1:]]
    moves = read_moves(upright_frames(path, LONG_SIDE), RATE, joints)
    progress(0.6, "looking at shots")
    described = [
        _described(shot, _within(moves, shot), frames, models)
        for shot, frames in zip(shots, _samples(path, shots), strict=True)
    ]
    return {"shots": described, "duration": shots[-1]["end"]}


def _described(
    shot: Span, moves: Moves, frames: Sequence[np.ndarray], models: Path
) -> DescribedShot:
    camera = camera_move(moves)
    faces, size = _size(frames, models)
    small = [_shrunk(frame) for frame in frames]
    return {
        **shot,
        "size": size,
        "faces": faces,
        "camera": camera.move,
        "camera_speed": camera.speed,
        "shake": camera.shake,
        "motion": round(float(smoothed(moves).mean()), 4) if len(moves.times) else 0.0,
        "palette": shot_colours(small),
        "colours": colour_shares(small),
        "light": _light(small),
    }


def _within(moves: Moves, shot: Span) -> Moves:
    """The part of a shot, without its first frame, which has nothing to move from."""
    inside = (moves.times > shot["start"] + 1e-3) & (moves.times < shot["end"] - 1e-3)
    return Moves(*(getattr(moves, name)[inside] for name in Moves.__dataclass_fields__))


def _samples(path: Path, shots: Sequence[Span]) -> list[list[np.ndarray]]:
    """Some frames of each shot, spread over it."""
    wanted = [
        (shot["start"] + (place + 0.5) / _LOOKS * (shot["end"] - shot["start"]), number)
        for number, shot in enumerate(shots)
        for place in range(_LOOKS)
    ]
    found: list[list[np.ndarray]] = [[] for _ in shots]
    due = 0
    last: np.ndarray | None = None
    for time, rgb in upright_frames(path, _FACES):
        while due < len(wanted) and wanted[due][0] < time - 1e-3:
            found[wanted[due][1]].append(rgb if last is None else last)
            due += 1
        last = rgb
    for _, number in wanted[due:]:
        if last is not None:
            found[number].append(last)
    return found


def _size(frames: Sequence[np.ndarray], models: Path) -> tuple[int, ShotSize | None]:
    """(the most faces at once, how close the largest figure is seen); None where nobody is seen."""
    most, sizes = 0, []
    for number, frame in enumerate(frames):
        height = frame.shape[0]
        middle = number == len(frames) // 2  # small faces are looked for once: it takes long
        faces = [face for face in find_faces(frame, models, thorough=middle) if face.meshed]
        most = max(most, len(faces))
        face = faces[0] if faces else None
        mask = segment(frame, models) > 0.5
        joints: Joints = {}
        if mask.mean() > _FIGURE and (body := find_body(frame, models, face, mask)):
            joints = body.joints
        if whole := _whole(joints, face):
            sizes.append(_closest(whole / height, _BY_WHOLE))
        elif face is not None:
            sizes.append(_closest(float(np.ptp(face.points[:, 1])) / height, _BY_FACE))
        elif torso := _torso(joints):
            sizes.append(_closest(torso / height, _BY_TORSO))
    return most, (max(set(sizes), key=lambda one: (sizes.count(one), one)) if sizes else None)


def _closest(share: float, steps: Sequence[tuple[float, ShotSize]]) -> ShotSize:
    return next((size for least, size in steps if share >= least), "wide")


def _whole(joints: Joints, face: Face | None) -> float:
    """Pixels from the head down to the feet; 0 where the feet are not seen."""
    feet = [joints[name][1] for name in ("l_ankle", "r_ankle") if _seen(joints, name)]
    heads = [joints["nose"][1]] if _seen(joints, "nose") else []
    heads += [float(face.points[:, 1].min())] if face else []
    return max(max(feet) - min(heads), 0.0) if feet and heads else 0.0


def _seen(joints: Joints, name: str) -> bool:
    return name in joints and joints[name][2] > 0.5


def _torso(joints: Joints) -> float:
    """Pixels from shoulders to hips; 0 where they are not seen."""
    sides = [
        np.hypot(joints[top][0] - joints[low][0], joints[top][1] - joints[low][1])
        for top, low in (("l_shoulder", "l_hip"), ("r_shoulder", "r_hip"))
        if _seen(joints, top) and _seen(joints, low)
    ]
    return float(np.mean(sides)) if sides else 0.0


def _shrunk(frame: np.ndarray) -> np.ndarray:
    scale = min(1.0, _COLOURS / max(frame.shape[:2]))
    return cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _light(frames: Sequence[np.ndarray]) -> ShotLight:
    levels = np.concatenate([luminance(frame).ravel() for frame in frames])
    lab = [cv2.cvtColor(f.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for f in frames]
    warmth = float(np.mean([one[..., 2].mean() for one in lab]))
    mean = float(levels.mean())
    return {
        "luminance": round(mean, 4),
        "contrast": round(contrast(levels), 2),
        "warmth": round(warmth, 2),
        "brightness": "dark" if mean < _DARK else "bright" if mean > _BRIGHT else "medium",
        "tone": "warm" if warmth > _WARM else "cool" if warmth < -_WARM else "neutral",
    }
