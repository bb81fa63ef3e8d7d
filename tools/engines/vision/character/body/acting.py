"""One character followed through a take: its joints, its head and its mouth, from the pixels."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import numpy as np

from studio.nouns.vocabulary import Action
from tools.engines.vision.body import Framing, find_body
from tools.engines.vision.character.body.action import Track, action_degree, same_sides
from tools.engines.vision.face import Face
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.footage.mouth import head_pitch, lip_gap
from tools.engines.vision.subject import View, look

_MOST, _RATE = 24, 12.0  # frames that are looked at, and how many a second
_LONG_SIDE = 640  # pixels
_SURE_BODY = 0.7  # agreement from which joints count
_LARGE_FACE = 32.0  # pixels: of smaller faces, lips and nose are noise


def read_acting(path: Path, models: Path, pick: Callable[[View], Face | None]) -> dict[str, Any]:
    """How surely the character whose face `pick` finds does each action in a video: `actions` by
    name, 0..1, without those of which too little is seen; `action_source`."""
    times, bodies, pitch, mouth = [], [], [], []
    framings: frozenset[Framing] = frozenset()
    for time, rgb in _middle(path):
        view = look(rgb, models)
        face = pick(view)
        body = find_body(rgb, models, face, view.mask, framings)
        framings = body.framings if body else framings
        near = face is not None and face.size >= _LARGE_FACE
        times.append(time)
        bodies.append(body.joints if body and body.agreement >= _SURE_BODY else None)
        pitch.append(head_pitch(face.points) if near else np.nan)
        mouth.append(lip_gap(face.points) if near else np.nan)
    track = Track(np.array(times), same_sides(bodies), np.array(pitch), np.array(mouth))
    degrees = {action: action_degree(track, action) for action in get_args(Action)}
    faces = int(np.isfinite(track.pitch).sum())
    source = f"by the body in {len(track.seen)} and the face in {faces} of {len(times)} frames"
    seen = {action: round(degree, 3) for action, degree in degrees.items() if degree is not None}
    return {"actions": seen, "action_source": source}


def _middle(path: Path) -> list[tuple[float, np.ndarray]]:
    """(seconds, RGB frame) of the middle of a video, about _RATE a second, _MOST at most."""
    times = [time for time, _ in read_frames(path, 64)]
    lasting = min(times[-1], _MOST / _RATE)
    begin = (times[-1] - lasting) / 2
    count = max(2, min(_MOST, round(lasting * _RATE) + 1))
    moments = np.linspace(begin, begin + lasting, count)
    wanted = set(np.clip(np.searchsorted(times, moments - 1e-6), 0, len(times) - 1).tolist())
    frames = enumerate(read_frames(path, _LONG_SIDE))
    return [frame for number, frame in frames if number in wanted]
