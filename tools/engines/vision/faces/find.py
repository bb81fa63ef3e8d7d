"""The faces of a picture, and those of a video through its frames."""

from pathlib import Path

import numpy as np

from studio.errors import AbsentError, ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.media.frames import pictures, to_rgb
from tools.engines.vision.caricature.feeling import clear_emotion, odds
from tools.engines.vision.caricature.placing import place
from tools.engines.vision.caricature.track import Track, Tracker
from tools.engines.vision.face import find_faces
from tools.engines.vision.faces.iris import irises
from tools.engines.vision.faces.look import expression_of, look_at, looks
from tools.engines.vision.faces.requests import (
    FindFaces,
    FollowedFace,
    FollowedFaces,
    FoundFace,
    FoundFaces,
    TrackFaces,
)
from tools.engines.vision.subject import read_picture

_LONGEST = 7200  # frames
_NONE = np.empty((0, 3))
_FEEL = 6  # frames between two looks at what a face feels


def faces_in_picture(request: FindFaces, progress: Progress, models: Path) -> FoundFaces:
    """Look for them. A picture without any has an empty list."""
    rgb, _ = read_picture(request.path)
    found: list[FoundFace] = []
    for face in find_faces(rgb, models, thorough=True):
        if face.meshed:
            rims = irises(rgb, face.points, models)
            points = np.concatenate([face.points, rims]).round(1).tolist()
            found.append(
                {
                    **look_at(face.points, rims),
                    "score": round(face.score, 3),
                    "presence": round(face.presence, 3),
                    "expression": expression_of(rgb, face.points),
                    "points": points if request.mesh else [],
                }
            )
    return {"faces": found}


def faces_in_video(request: TrackFaces, progress: Progress, models: Path) -> FollowedFaces:
    """Follow them. ToolError where no face is found, or there are too many frames."""
    footage = read(request.path)
    if footage.frames > _LONGEST:
        raise ToolError(
            f"{footage.path.name} has {footage.frames} frames; faces are followed through "
            f"{_LONGEST}.",
            "trim_video() first.",
        )
    tracker = Tracker(models)
    rims: dict[int, dict[int, np.ndarray]] = {}  # of the tracks, by their identity
    for number, frame in enumerate(pictures(footage)):
        rgb = to_rgb(frame)
        tracker.feed(number, rgb)
        for track in tracker.now():
            seen = rims.setdefault(id(track), {})
            seen[number] = irises(rgb, track.looks[number], models)
        if number % _FEEL == 0:
            for track in tracker.now():
                track.odds[number] = odds(rgb, track.looks[number])
        if number % 12 == 0:
            progress(number / footage.frames, "following the faces")
    tracks = tracker.tracks()
    if not tracks:
        raise AbsentError(
            f"no face is found in {footage.path.name}.",
            "Use a shot in which a face is seen larger and from the front, or reframe_video() on "
            "the face first.",
        )
    rate = float(footage.rate)
    return {
        "faces": [_told(track, rims.get(id(track), {}), rate, request.mesh) for track in tracks],
        "frames": footage.frames,
        "duration": footage.duration,
    }


def _told(track: Track, rims: dict[int, np.ndarray], rate: float, mesh: bool) -> FollowedFace:
    placed = place(track, rate)
    felt = np.mean(list(track.odds.values()), axis=0) if track.odds else None
    points = [
        np.concatenate([track.looks[number], rims.get(number, _NONE)]).round(1).tolist()
        for number in (track.frames if mesh else ())
    ]
    return {
        "times": [round(number / rate, 4) for number in track.frames],
        "looks": looks(placed, rims),
        "points": points,
        "expression": None if felt is None else clear_emotion(felt),
    }
