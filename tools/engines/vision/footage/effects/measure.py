"""Which of its effects are seen in an edit, from its pictures and the source's."""

from typing import Any

import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.edit.picture.denoise import noise_of
from tools.engines.ffmpeg.edit.picture.stabilize import shake_of
from tools.engines.vision.footage.alignment.cropped import Window, cropped_windows
from tools.engines.vision.footage.alignment.match import Match
from tools.engines.vision.footage.alignment.thumbnails import Thumbnails, grey_of, read_thumbnails
from tools.engines.vision.footage.effects.behind import behind_of
from tools.engines.vision.footage.effects.insets import inset_of
from tools.engines.vision.footage.effects.part import part_of
from tools.engines.vision.footage.effects.requests import MeasureEffects
from tools.engines.vision.footage.effects.shares import shares_of
from tools.engines.vision.footage.effects.writing import written_of
from tools.engines.vision.requests import Found

_LIT = 0.9  # of its usual light, from which a fade is over
_DARK = 0.3  # of it: a fade begins or ends under this
_ALL: Window = (0.0, 0.0, 1.0, 1.0)


def measure_effects(request: MeasureEffects, progress: Progress) -> Found:
    """Effects of the video at `path`, each as far as it is among the `wanted` ones. See
    EffectMeasures of the tool."""
    path, shot, wanted = request.path, request.source, set(request.wanted)
    found: dict[str, Any] = dict.fromkeys(
        ("shake", "noise", "motion", "fade_in", "fade_out", "window", "inset", "behind", "part")
    )
    found["shares"] = []
    found["written"] = written_of(path, request.texts) if request.texts else []
    if "shake" in wanted:
        found["shake"] = [shake_of(read(one)) for one in (shot, path)]
    if "noise" in wanted:
        found["noise"] = [noise_of(read(one)) for one in (shot, path)]
    progress(0.3, "looking at the edit")
    if request.inset is not None:
        found["inset"] = inset_of(path, request.inset, request.inset_width, request.inset_left)
    if request.behind is not None:
        found["behind"] = behind_of(path, request.behind)
    if request.part:
        found["part"] = part_of(path, shot, request.part)
    if wanted & {"motion", "fades", "window"} or request.changes:
        windows = cropped_windows(path, shot)
        source = read_thumbnails(shot, windows=windows)
        edit = read_thumbnails(path, source.size)
        match = Match(edit, source)
        progress(0.7, "comparing its pictures")
        found["shares"] = shares_of((path, shot), edit, source, match, windows, request.changes)
        if "motion" in wanted:
            found["motion"] = _motion(edit, source, match)
        if "fades" in wanted:
            found["fade_in"], found["fade_out"] = _fades(edit, source, match)
        if "window" in wanted:
            found["window"] = _window(windows.usual() if windows else _ALL, source, match)
    return found


def _motion(edit: Thumbnails, source: Thumbnails, match: Match) -> list[float]:
    """How much a pixel changes from frame to frame, in 8-bit levels: in the source between the same
    moments, and in the edit."""
    mine, theirs = (
        [grey_of(frame) for frame in frames]
        for frames in (edit.frames, source.frames[match.moments()])
    )
    shown = match.shown()
    both = [n for n in range(1, len(mine)) if shown[n] and shown[n - 1]]
    return [
        round(float(np.mean([np.abs(one[n] - one[n - 1]).mean() for n in both])), 3)
        if both
        else 0.0
        for one in (theirs, mine)
    ]


def _fades(edit: Thumbnails, source: Thumbnails, match: Match) -> tuple[float, float]:
    """Seconds over which its light comes at the beginning and goes at the end; 0 where it does
    not. The light is that of the source's at the same moment, so that a source which fades itself
    counts for nothing."""
    mine = np.array([frame.mean() for frame in edit.frames])
    theirs = np.array([frame.mean() for frame in source.frames])[match.moments()]
    light = (mine + 1) / (theirs + 1)
    light /= max(float(np.median(light)), 1e-6)
    seconds = []
    for course in (light, light[::-1]):
        lit = np.flatnonzero(course >= _LIT)
        ramp = float(lit[0]) * edit.step / _LIT if len(lit) else len(course) * edit.step
        seconds.append(round(ramp, 3) if course[0] < _DARK else 0.0)
    return seconds[0], seconds[1]


def _window(window: Window, source: Thumbnails, match: Match) -> list[float] | None:
    """The part of the source's frame that is seen: x, y, width and height as shares of it."""
    shown = np.flatnonzero(match.shown())
    if not len(shown):
        return None
    width, height = source.size
    corners = np.array([[-0.5, -0.5, 1], [width - 0.5, height - 0.5, 1]], np.float32)
    boxes = np.array([match.views[i] @ corners.T for i in shown])  # (n, xy, corner)
    (x0, x1), (y0, y1) = np.median(boxes, axis=0)
    shares = np.array(
        [(x0 + 0.5) / width, (y0 + 0.5) / height, (x1 - x0) / width, (y1 - y0) / height]
    )
    left, top, wide, high = window
    placed = shares * [wide, high, wide, high] + [left, top, 0, 0]
    return [round(float(one), 3) for one in placed]
