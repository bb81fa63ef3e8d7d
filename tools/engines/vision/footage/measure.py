"""All measures of one video."""

from pathlib import Path
from typing import Any

import numpy as np

from tools.engines.audio_analysis.decode import mono, read_sound
from tools.engines.base import Progress
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.footage.motion import motion
from tools.engines.vision.footage.mouth import openings
from tools.engines.vision.footage.sync import (
    LEAST_MOUTHS,
    LEAST_VOICE,
    frames_a_second,
    measure_sync,
    mouths_a_second,
    voice_envelope,
    voice_span,
)
from tools.engines.vision.footage.voice import lone_voice
from tools.engines.vision.lips.requests import CheckSync, LipsAndVoice
from tools.engines.vision.picture.measure import measure_view
from tools.engines.vision.requests import Found, MeasureFootage
from tools.engines.vision.subject import look

_SMALL = 192  # long side of the frames for motion, in pixels
_MOUTH = 640  # long side for lips
_THROWN, _SURE = 0.1, 0.5  # share of frames with a head thrown about; confidence that it outdoes
_LOOKS = 5  # frames that are measured as pictures
_VIEW_KEYS = (
    "sharpness",
    "laplacian",
    "luminance",
    "subject_luminance",
    "face_luminance",
    "clipped_white",
    "clipped_black",
    "contrast",
)


def measure_footage(request: MeasureFootage, progress: Progress, models: Path) -> Found:
    """Motion, pictures and lip sync of a video. See VideoMeasures."""
    path = request.path
    small = list(read_frames(path, _SMALL))
    times = [time for time, _ in small]
    moves = motion(times, [frame for _, frame in small])
    progress(0.3, "looking at frames")
    result: dict[str, Any] = {
        "frames": len(times),
        "fps": round(frames_a_second(times), 3),
        "black": round(moves.black, 3),
        "frozen": round(moves.frozen, 3),
        "frozen_longest": round(moves.frozen_longest, 3),
        "unique_frames": moves.unique,
        "motion": round(moves.motion, 3),
        "flicker": round(moves.flicker, 3),
        "cuts": moves.cuts,
        **_pictures(path, len(times), models),
    }
    progress(0.5, "reading lips")
    return result | dict(check_sync(CheckSync(path=path, voices=request.voices), progress, models))


def _pictures(path: Path, count: int, models: Path) -> dict[str, float | None]:
    """Medians over a few frames, evenly spread, the faded ends left out."""
    wanted = set(np.linspace(0.15 * count, 0.85 * (count - 1), _LOOKS).astype(int))
    found = [
        measure_view(look(frame, models))
        for index, (_, frame) in enumerate(read_frames(path))
        if index in wanted
    ]
    result: dict[str, float | None] = {}
    for key in _VIEW_KEYS:
        values = [view[key] for view in found if view[key] is not None]
        result[key] = round(float(np.median(values)), 4) if values else None
    return result


def check_sync(request: CheckSync, progress: Progress, models: Path) -> LipsAndVoice:
    """Whether the lips move with the voice."""
    nothing: LipsAndVoice = {
        "sync_readable": True,
        "sync_offset": None,
        "sync_correlation": None,
        "sync_confidence": None,
        "sync_evidence": "",
    }
    samples, rate = read_sound(request.path)
    sound, voices = mono(samples), request.voices
    if voices and len(sound):
        sound = lone_voice(sound, rate, voices)
    sound_times, envelope = voice_envelope(sound, rate)
    if len(envelope) == 0:
        return nothing | {"sync_evidence": "the video has no sound"}
    if 0 < voice_span(sound_times, envelope) < LEAST_VOICE:
        why = "too little is said to tell when the lips speak it"
        return nothing | {"sync_readable": False, "sync_evidence": why}
    times, opening, steady = openings(read_frames(request.path, _MOUTH), models)
    if (pace := mouths_a_second(times, opening)) < LEAST_MOUTHS:
        why = f"{pace:.3g} pictures a second are too few to see syllables"
        return nothing | {"sync_readable": False, "sync_evidence": why}
    found, thrown = int(np.isfinite(opening).sum()), 1 - float(steady.mean())
    sync = measure_sync(times, np.where(steady, opening, np.nan), sound_times, envelope)
    heard = "; heard: the voice without the music" if voices else ""
    how = f"{found} of {len(times)}"
    if thrown > _THROWN and (sync is None or sync.confidence < _SURE):
        why = "the head is thrown forward or back, where lips cannot be read,"
        return nothing | {
            "sync_readable": False,
            "sync_evidence": f"{why} in {thrown:.0%} of the frames",
        }
    if sync is None:
        return nothing | {"sync_evidence": f"mouth or voice does not move (frames: {how})"}
    return nothing | {
        "sync_offset": round(sync.offset, 1),
        "sync_correlation": round(sync.correlation, 3),
        "sync_confidence": round(sync.confidence, 3),
        "sync_evidence": f"lips found in frames: {how}{heard}",
    }
