"""The subject of a video, followed through all its frames without learnt weights of its own."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.cuts import detect_cuts
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.requests import DetectCuts
from tools.engines.media.frames import pictures, planes
from tools.engines.media.masks import mask_film
from tools.engines.sam2.requests import FoundSubject, Pointed, SegmentVideo
from tools.engines.vision.masks.begin import by_box, by_face, by_itself, by_point, figure_of
from tools.engines.vision.masks.follow import carry, soft_edge
from tools.engines.vision.masks.held import Held, hold

METHOD = "optical flow and GrabCut"
_TRIES = 5  # frames of a shot in which its subject is looked for
_STEP = 3  # frames in which a subject shows that it moves
_AGAIN = 6  # frames between two looks for a figure that is followed
_SAME = 0.6  # intersection over union of a figure with the mask that was followed
_CUT = 3.0  # times as much as its neighbours that a frame must change
_FOLLOWED = 0.85  # of the progress


def segment_video(request: SegmentVideo, progress: Progress, models: Path) -> FoundSubject:
    """Follow it. ToolError where there is no subject to be found."""
    held = hold(request.path, request.out.parent, progress)
    shots = shots_of(request.path, held)
    if not request.places:
        found, masks = _by_itself(held, shots, models, progress)
        return written(request, found, METHOD, masks, progress)
    masks = held.masks()  # it is followed in the shots alone in which it is shown
    for shot, (start, place) in pointed_in(request, held, shots):
        first = _pointed_at(place, held.frame(start), held.scale, models)
        _follow(masks, held, shot, start, first, progress)
    return written(request, request.places[0]["by"], METHOD, masks, progress)


def pointed_in(
    request: SegmentVideo, held: Held, shots: list[range]
) -> list[tuple[range, tuple[int, Pointed]]]:
    """Each shot of a place, with the first place in it and the number of its frame. ToolError for
    one after the video's end."""
    found: dict[int, tuple[range, tuple[int, Pointed]]] = {}
    for place in request.places:
        start = held.number_at(place["at"])
        shot = next(shot for shot in shots if start in shot)
        found.setdefault(shot.start, (shot, (start, place)))
    return [found[start] for start in sorted(found)]


def written(
    request: SegmentVideo, found_by: str, method: str, masks: np.ndarray, progress: Progress
) -> FoundSubject:
    """The mask with soft edges in the size of the video, and what is said of it; `masks` (n, h, w)
    bool are black where the subject is not seen. ToolError where no frame has any."""
    shares = [float(mask.mean()) for mask in masks]
    seen = [share for share in shares if share > 0]
    if not seen:
        raise ToolError(
            f"nothing that can be followed was found in {request.path.name}.",
            "Name a point on the subject (`point`) or a box around it (`box`), in a frame in which "
            "it is seen well (`at`).",
        )
    footage = read(request.path)
    with mask_film(request.out, footage.rate) as write:
        for number, frame in enumerate(pictures(footage)):
            light = planes(frame)[0]
            is_seen = number < len(masks) and masks[number].any()
            soft = soft_edge(masks[number], light, *light.shape) if is_seen else None
            write(np.zeros_like(light) if soft is None else soft)
            if number % 12 == 0:
                progress(_FOLLOWED + 0.15 * number / len(masks), "writing the mask")
    return {
        "method": method,
        "found_by": found_by,
        "frames": len(masks),
        "share": round(float(np.mean(seen)), 4),
        "seen": round(len(seen) / len(masks), 4),
    }


def shots_of(path: Path, held: Held) -> list[range]:
    """The frames of each shot."""
    asked = DetectCuts(video=path, threshold=_CUT, shortest=1 / float(held.rate))
    starts = {
        round(shot["start"] * held.rate) for shot in detect_cuts(asked, lambda *_: None)["shots"]
    }
    edges = sorted({0, len(held)} | {start for start in starts if start < len(held)})
    return [range(first, last) for first, last in itertools.pairwise(edges)]


def _pointed_at(place: Pointed, frame: np.ndarray, scale: float, models: Path) -> np.ndarray:
    where = [scale * side for side in place["where"]]
    if place["by"] == "box":
        first = by_box(frame, where)
    elif place["by"] == "face":
        first = by_face(frame, where, models)
    else:
        first = by_point(frame, where, models)
    if not first.any():
        raise ToolError(
            f"nothing stands out from its surroundings at that {place['by']}.",
            "Choose another frame (`at`), or draw a `box` that leaves a little room around it.",
        )
    return first


def _by_itself(
    held: Held, shots: list[range], models: Path, progress: Progress
) -> tuple[str, np.ndarray]:
    """Of each shot the subject that is found in one of its frames, the middle one first."""
    ways: list[str] = []
    masks = held.masks()
    for shot in shots:
        for start, other in tries_in(shot):
            later = None if other is None else held.frame(other)
            if begun := by_itself(held.frame(start), later, models):
                looked = models if begun[1] == "figure" else None
                _follow(masks, held, shot, start, begun[0], progress, looked)
                ways.append(begun[1])
                break
    return (max(set(ways), key=ways.count) if ways else "figure"), masks


def tries_in(shot: range) -> Iterator[tuple[int, int | None]]:
    """Frames of a shot in which its subject may be found, the middle one first, each with one in
    which what moves has moved."""
    tries = np.linspace(shot[0], shot[-1], min(_TRIES, len(shot))).round().astype(int)
    for number in sorted(map(int, tries), key=lambda one: abs(one - (shot[0] + shot[-1]) / 2)):
        steps = (_STEP, -_STEP, 1, -1)
        yield number, next((number + step for step in steps if number + step in shot), None)


def _follow(
    masks: np.ndarray,
    held: Held,
    shot: range,
    start: int,
    first: np.ndarray,
    progress: Progress,
    models: Path | None = None,
) -> None:
    """Write into `masks` (n, h, w) those of a shot's frames, from that of its frame `start` both
    ways. With `models` the figure is looked for anew now and then: an arm that was lost comes
    back."""
    masks[start] = first
    for way in (range(start + 1, shot[-1] + 1), range(start - 1, shot[0] - 1, -1)):
        mask, before = first, held.frame(start)
        for number in way:
            now = held.frame(number)
            mask = carry(mask, before, now)
            if models and (number - start) % _AGAIN == 0:
                mask = _confirmed(mask, now, models)
            masks[number], before = mask, now
            share = 0.15 + (_FOLLOWED - 0.15) * number / len(held)
            progress(share, "following the subject")


def _confirmed(mask: np.ndarray, frame: np.ndarray, models: Path) -> np.ndarray:
    """The figure of the frame where it is the one that was followed, else the mask."""
    figure, is_sure = figure_of(frame, models)
    both = float((figure & mask).sum()) / max(float((figure | mask).sum()), 1.0)
    return figure if is_sure and both > _SAME else mask
