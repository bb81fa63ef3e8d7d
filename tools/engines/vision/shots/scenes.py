"""Where one shot of a video becomes the next one, and how: by a cut, a dissolve, a fade; a flash is
none of them."""

from itertools import pairwise
from typing import cast

import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.cuts import Watched, watch
from tools.engines.vision.shots.gradual import Frames, dissolves, fades, flashes
from tools.engines.vision.shots.requests import DetectScenes, FoundJoint, FoundScenes, Joint, Span


def detect_scenes(request: DetectScenes, progress: Progress) -> FoundScenes:
    """The shots of a video, what joins them, and its flashes. ToolError for what is no video."""
    watched = watch(
        request.video, request.threshold, lambda share, note: progress(0.8 * share, note)
    )
    footage, rate = watched.footage, float(watched.footage.rate)
    shortest = max(1, round(request.shortest * rate))
    frames = _without_gaps(watched)
    lit = flashes(frames, shortest)
    plain = _without(frames, lit)
    faded = fades(plain, rate)
    mixed = dissolves(plain, rate, watched.cuts, faded)
    soft = [("fade", *span) for span in faded] + [("dissolve", *span) for span in mixed]
    hard = [("cut", cut, cut) for cut in watched.cuts if _is_cut(cut, lit, soft)]
    edges, kept = [0], []
    for kind, start, end in sorted(soft + hard, key=lambda joint: joint[1] + joint[2]):
        middle = (start + end + 1) // 2
        if kind == "fade" and (start == 0 or end >= footage.frames):
            kept.append((kind, start, end))
        elif shortest <= middle - edges[-1] and middle < footage.frames:
            edges.append(middle)
            kept.append((kind, start, end))
    edges.append(footage.frames)

    def span(start: int, end: int) -> Span:
        return {"start": footage.seconds(start), "end": footage.seconds(end)}

    joints: list[FoundJoint] = [
        {"kind": cast("Joint", kind), **span(start, end)} for kind, start, end in kept
    ]
    return {
        "shots": [span(start, end) for start, end in pairwise(edges)],
        "transitions": joints,
        "flashes": [span(start, end) for start, end in lit],
    }


def _without_gaps(watched: Watched) -> Frames:
    """(frames, 18, 32, 3): a number without a picture shows the one before."""
    count = max(watched.footage.frames, max(watched.small, default=0) + 1)
    some = next(iter(watched.small.values()))
    frames = np.zeros((count, *some.shape), np.uint8)
    last = some
    for number in range(count):
        last = watched.small.get(number, last)
        frames[number] = last
    return frames


def _without(frames: Frames, spans: list[tuple[int, int]]) -> Frames:
    """The frames with the one before each span in its place."""
    plain = frames.copy()
    for start, end in spans:
        plain[start:end] = frames[start - 1]
    return plain


def _is_cut(cut: int, lit: list[tuple[int, int]], soft: list[tuple[str, int, int]]) -> bool:
    """Whether a change is neither the beginning or end of a flash nor part of what is gradual."""
    flashed = any(start <= cut <= end for start, end in lit)
    return not flashed and not any(start - 1 <= cut <= end + 1 for _, start, end in soft)
