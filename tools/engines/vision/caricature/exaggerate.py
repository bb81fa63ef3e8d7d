"""A video with the expressions of its faces exaggerated."""

from itertools import repeat
from pathlib import Path

import cv2
import numpy as np

from studio.errors import AbsentError, ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.media.frames import film, pictures
from tools.engines.media.masks import in_size, masks_of
from tools.engines.vision.caricature.amplify import Push, pushes
from tools.engines.vision.caricature.feeling import feeling, odds
from tools.engines.vision.caricature.masked import inside, within
from tools.engines.vision.caricature.placing import Placed, place
from tools.engines.vision.caricature.strength import measure_strength
from tools.engines.vision.caricature.track import Tracker, head_boxes
from tools.engines.vision.caricature.warp import field, warp
from tools.engines.vision.requests import Exaggerate, ExaggeratedVideo

_LONGEST = 7200  # frames; every face's points in all of them are held, some 50 kB a frame
_FEEL = 4  # frames between two looks at what a face feels
_FADE = 5  # frames in which the exaggeration comes and goes
_TRACKED, _WARPED = 0.4, 0.85  # of the progress


def exaggerate(request: Exaggerate, progress: Progress, models: Path) -> ExaggeratedVideo:
    """Move the features of every face away from its rest.

    Returns {"path", "frames", "duration" s, "faces": the most at once, "share" of the frames of the
    range in which a face was warped, "strength": see measure_strength}.
    """
    footage = read(request.video)
    end = footage.duration if request.end is None else request.end
    first, last = footage.span(request.start, end)
    if last - first > _LONGEST:
        raise ToolError(
            f"{last - first} frames of {footage.path.name} are too many to exaggerate at once.",
            f"Choose `start` and `end` at most {footage.seconds(_LONGEST):g} s apart.",
        )
    tracked = _tracked(footage, first, last, request, models, progress)
    if tracked and request.mask:
        tracked = inside(request.mask, footage, tracked)
    if not tracked:
        raise AbsentError(
            f"no face is found in {footage.path.name} from {request.start:g} s to {end:g} s.",
            "Use a range or a shot in which a face is seen larger and from the front: a closer "
            "framing, or reframe_video() on the face first.",
        )
    shares = [_shares(placed, first, last, footage.frames) for placed in tracked]
    done = [
        pushes(placed, feeling(placed.track, float(footage.rate)), request.amount, share)
        for placed, share in zip(tracked, shares, strict=True)
    ]
    out = request.out
    _write(footage, tracked, done, request, progress)
    progress(_WARPED, "measuring the faces")
    strength = measure_strength(footage, out, tracked, shares)
    seen = np.zeros(footage.frames, int)
    for placed in tracked:
        seen[placed.frames] += 1
    return {
        "path": str(out),
        "frames": footage.frames,
        "duration": footage.duration,
        "faces": int(seen.max()),
        "share": round(float((seen[first:last] > 0).mean()), 3),
        "strength": round(strength, 2),
    }


def _tracked(
    footage: Footage,
    first: int,
    last: int,
    request: Exaggerate,
    models: Path,
    progress: Progress,
) -> list[Placed]:
    tracker: Tracker | None = None
    for number, frame in enumerate(pictures(footage)):
        if number >= last:
            break
        if number >= first:
            if tracker is None:
                scale = frame.shape[1] / request.head_width
                tracker = Tracker(models, head_boxes(request.head_boxes, scale))
            rgb = cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420)
            tracker.feed(number, rgb)
            if (number - first) % _FEEL == 0:
                for track in tracker.now():
                    track.odds[number] = odds(rgb, track.looks[number])
        if number % 12 == 0:
            progress(_TRACKED * number / last, "following the faces")
    return [place(track, float(footage.rate)) for track in tracker.tracks()] if tracker else []


def _shares(placed: Placed, first: int, last: int, frames: int) -> np.ndarray:
    """How much is done in each frame of a track: it fades in and out, save at cuts and at the
    video's own ends."""
    begin, end = placed.frames[0], placed.frames[-1]
    shares = np.ones(len(placed.frames))
    if begin > 0 and not (placed.track.sudden_start and begin > first):
        shares = np.minimum(shares, (placed.frames - begin + 1) / (_FADE + 1))
    if end < frames - 1 and not (placed.track.sudden_end and end < last - 1):
        shares = np.minimum(shares, (end - placed.frames + 1) / (_FADE + 1))
    return shares


def _write(
    footage: Footage,
    tracked: list[Placed],
    done: list[list[Push]],
    request: Exaggerate,
    progress: Progress,
) -> None:
    masks = masks_of(request.mask, footage) if request.mask else repeat(None)
    places = [{int(n): at for at, n in enumerate(placed.frames)} for placed in tracked]
    with film(footage, request.out) as write:
        for number, (frame, mask) in enumerate(zip(pictures(footage), masks, strict=False)):
            height, width = frame.shape[0] * 2 // 3, frame.shape[1]
            fields = [
                found
                for placed, place_of, push in zip(tracked, places, done, strict=True)
                if (at := place_of.get(number)) is not None
                and (found := field(placed, at, push[at], width, height))
            ]
            if mask is not None:
                fields = [within(one, in_size(mask, height, width)) for one in fields]
            write(warp(frame, fields))
            if number % 6 == 0:
                share = number / footage.frames
                progress(_TRACKED + (_WARPED - _TRACKED) * share, "exaggerating")
