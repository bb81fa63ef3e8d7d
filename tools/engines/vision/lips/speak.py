"""A face of footage that speaks another line: its mouth warped to the line's visemes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from studio.errors import AbsentError, ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.sound import TO_BUS
from tools.engines.media.frames import film, pictures, to_rgb
from tools.engines.vision.caricature.amplify import Push
from tools.engines.vision.caricature.expression import neutral
from tools.engines.vision.caricature.landmarks import BROWS, LIDS
from tools.engines.vision.caricature.placing import Placed, place
from tools.engines.vision.caricature.track import Tracker
from tools.engines.vision.caricature.warp import field, warp
from tools.engines.vision.lips.inside import Inside, paint
from tools.engines.vision.lips.requests import LipSyncVideo, SpeakingVideo
from tools.engines.vision.lips.speech import (
    LOWER_EDGE,
    UPPER_EDGE,
    below_the_nose,
    controls_at,
    gap,
    spoken,
    without_teeth,
)

_FADE = 0.12  # seconds in which the mouth leaves its own movement, before and after the line
_LONGEST = 7200  # frames
_EDGE = [*UPPER_EDGE, *LOWER_EDGE]


def lip_sync_video(request: LipSyncVideo, progress: Progress, models: Path) -> SpeakingVideo:
    """Let it speak. ToolError where there is no face while the line is said."""
    footage = read(request.video)
    if footage.frames > _LONGEST:
        raise ToolError(
            f"{footage.path.name} has {footage.frames} frames; lips are moved in {_LONGEST}.",
            "trim_video() first.",
        )
    placed = _speaker(footage, request, models, progress)
    times = placed.frames / float(footage.rate)
    share = np.clip(
        np.minimum(times - (request.start - _FADE), request.end + _FADE - times) / _FADE, 0, 1
    )
    wanted = spoken(neutral(placed), controls_at(request.visemes, times))
    placed = without_teeth(placed, gap(wanted))
    weight = share[:, None, None] * below_the_nose(placed.shapes)[..., None]
    lower = (wanted - placed.shapes) * weight
    lower[..., 2] = 0
    _write(footage, request, placed, lower, progress)
    in_line = int(((times >= request.start) & (times < request.end)).sum())
    said = max(round((request.end - request.start) * float(footage.rate)), 1)
    return {
        "path": str(request.out),
        "frames": footage.frames,
        "duration": footage.duration,
        "share": round(min(in_line / said, 1.0), 3),
        "opened": round(float(gap(placed.shapes + lower).max()), 3),
    }


def _speaker(footage: Footage, request: LipSyncVideo, models: Path, progress: Progress) -> Placed:
    """The face that is to speak."""
    tracker = Tracker(models)
    for number, frame in enumerate(pictures(footage)):
        tracker.feed(number, to_rgb(frame))
        if number % 12 == 0:
            progress(0.5 * number / footage.frames, "following the faces")
    rate = float(footage.rate)
    first, last = request.start * rate, request.end * rate
    seen = [
        track for track in tracker.tracks() if track.frames[0] < last and track.frames[-1] >= first
    ]
    if not seen:
        raise AbsentError(
            f"no face is seen in {footage.path.name} from {request.start:g} s to "
            f"{request.end:g} s.",
            "Let the line begin where a face is seen large and from the front (`start`), or "
            "reframe_video() on the face first.",
        )
    boxes = []
    for track in seen:
        points = track.looks[min(number for number in track.frames if number >= first)]
        boxes.append((points[:, :2].min(0), points[:, :2].max(0)))
    if request.point is not None:
        return place(seen[_at(boxes, request.point)], rate)
    spans = [sum(first <= number < last for number in track.frames) for track in seen]
    sizes = [span * float(high[1] - low[1]) for span, (low, high) in zip(spans, boxes, strict=True)]
    return place(seen[int(np.argmax(sizes))], rate)


def _at(boxes: list[tuple[np.ndarray, np.ndarray]], point: Sequence[float]) -> int:
    for number, (low, high) in enumerate(boxes):
        if (low <= point).all() and (point <= high).all():
            return number
    told = "; ".join(
        f"{(low[0] + high[0]) / 2:.0f}, {(low[1] + high[1]) / 2:.0f}" for low, high in boxes
    )
    raise ToolError(
        f"no face lies at {point[0]:g}, {point[1]:g}.", f"There are faces at {told} (x, y)."
    )


def _write(
    footage: Footage, request: LipSyncVideo, placed: Placed, lower: np.ndarray, progress: Progress
) -> None:
    inside = _inside(footage, placed)
    place_of = {int(number): at for at, number in enumerate(placed.frames)}
    apart = gap(placed.shapes + lower) - np.maximum(gap(placed.shapes), 0)
    heard = [
        f"[0:a]{TO_BUS},adelay={round(1000 * request.start)}:all=1,apad,"
        f"atrim=end_sample={footage.samples(footage.frames)},asetpts=N/SR/TB[sound]"
    ]
    with film(footage, request.out, sound=heard, heard=request.voice) as write:
        for number, frame in enumerate(pictures(footage)):
            at = place_of.get(number)
            if at is not None and np.abs(lower[at]).max() > 1e-4:
                frame = _spoken_frame(frame, placed, at, lower[at], inside, float(apart[at]))
            write(frame)
            if number % 6 == 0:
                progress(0.5 + 0.5 * number / footage.frames, "moving the lips")


def _spoken_frame(
    frame: np.ndarray,
    placed: Placed,
    at: int,
    lower: np.ndarray,
    inside: Inside,
    apart: float,
) -> np.ndarray:
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    found = field(placed, at, _only_mouth(placed.shapes[at], lower), width, height)
    if found is None:
        return frame
    edge = placed.to_picture(at, (placed.shapes[at] + lower)[_EDGE])
    return paint(warp(frame, [found]), inside, edge, apart, float(placed.units[at]))


def _only_mouth(shape: np.ndarray, lower: np.ndarray) -> Push:
    """Eyes and brows stay as they are."""
    return Push(
        lower,
        np.stack([shape[list(ring)].mean(0) for ring in LIDS]),
        np.ones((2, 2)),
        np.stack([shape[list(ring)].mean(0) for ring in BROWS]),
        np.zeros((2, 2)),
        np.zeros(2),
    )


def _inside(footage: Footage, placed: Placed) -> Inside:
    """The inside of this mouth, from where it is open farthest."""
    gaps = gap(placed.shapes)
    widest = int(gaps.argmax())
    wanted = int(placed.frames[widest])
    for number, frame in enumerate(pictures(footage)):
        if number == wanted:
            edge = placed.to_picture(widest, placed.shapes[widest][_EDGE])
            return Inside().or_wider(frame, edge, float(gaps[widest]))
    return Inside()
