"""How much of a planned change of colours or of drawing is seen in an edit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tools.engines.ffmpeg.edit.colours import adjust
from tools.engines.ffmpeg.edit.looks import graded
from tools.engines.opencv.looks.drawn import LOOKS
from tools.engines.vision.footage.alignment.cropped import Windows, through
from tools.engines.vision.footage.alignment.match import Match
from tools.engines.vision.footage.alignment.thumbnails import LONG_SIDE, Thumbnails, fitted
from tools.engines.vision.footage.alignment.views import IDENTITY
from tools.engines.vision.footage.upright import some_frames

_LOOKS = 6  # frames that are looked at, evenly spread
_SIDE = 480  # pixels of their longer side
_SOFT = 0.8  # pixels of blur: an edge that lies a little beside its place counts less
_LEAST = 0.5  # levels that a change makes, on average, to be told from coding

PictureChange = dict[str, Any]
"""`kind`, `amount` and `look` of a step of an edit, and from when (`start`) to when (`end`) it is
made in seconds of the source, `start` under 0 counted from its end."""


def shares_of(
    files: tuple[Path, Path],
    edit: Thumbnails,
    source: Thumbnails,
    found: Match,
    windows: Windows | None,
    changes: Sequence[PictureChange],
) -> list[float | None]:
    """Of each change how much is seen: 0 none, 1 all of it; None where it would change hardly
    anything. The edit is held against its source with all changes, and against it without that
    one: how far it lies on the way from the latter to the former. What of a change is seen at
    times at which it is not made counts against it. A frame that is nearer to another
    drawn look has nothing of the one that is asked for."""
    shown = np.flatnonzero(found.comparable())
    if not len(shown):
        return [None] * len(changes)
    picked = shown[np.unique(np.linspace(0, len(shown) - 1, _LOOKS).astype(int))]
    moments = found.moments()[picked]
    mine = dict(some_frames(files[0], _SIDE, {int(edit.numbers[i]) for i in picked}))
    theirs = dict(some_frames(files[1], 2 * _SIDE, {int(source.numbers[j]) for j in moments}))
    inside: list[list[float]] = [[] for _ in changes]
    outside: list[list[float]] = [[] for _ in changes]
    for index, moment in zip(picked, moments, strict=True):
        frame = mine.get(int(edit.numbers[index]))
        shot = theirs.get(int(source.numbers[moment]))
        if frame is None or shot is None:
            continue
        if windows is not None:
            shot = through(shot, windows.at(float(source.times[moment])))
        seen, size = _soft(frame.astype(np.float32) / 255), frame.shape[1::-1]
        made = [_is_made(one, float(source.times[moment]), source) for one in changes]
        now = [one for one, is_made in zip(changes, made, strict=True) if is_made]
        # What is drawn has textures of its own, by which a view may be found that there is not.
        views = [found.views[index], *([] if found.views[index] is IDENTITY else [IDENTITY])]
        plains = [_as_seen(shot, view, size) for view in views]
        wholes = [_soft(_changed(plain, now)) for plain in plains]
        plain = plains[int(np.argmin([np.abs(seen - whole).mean() for whole in wholes]))]
        for change, is_made, within, beyond in zip(changes, made, inside, outside, strict=True):
            (within if is_made else beyond).extend(_share(seen, plain, now, change))
    return [
        round(float(np.median(one)) - max(0.0, float(np.median(other or [0.0]))), 3)
        if one
        else None
        for one, other in zip(inside, outside, strict=True)
    ]


def _is_made(change: PictureChange, time: float, source: Thumbnails) -> bool:
    """Whether a change is made at a time of the source."""
    length = float(source.times[-1]) + source.step
    start, end = change.get("start") or 0.0, change.get("end")
    start = start if start >= 0 else length + start
    return start <= time < (length + 1 if end is None else end)


def _share(
    seen: np.ndarray, plain: np.ndarray, now: Sequence[PictureChange], change: PictureChange
) -> list[float]:
    """How much of a change a frame shows, among those that are made `now`; empty where it changes
    hardly anything."""
    others = [one for one in now if one is not change]
    place = next((n for n, one in enumerate(now) if one is change), len(others))
    all_ = [*others[:place], change, *others[place:]]
    without = _soft(_changed(plain, others))
    way = _soft(_changed(plain, all_)) - without
    if float((way**2).mean()) <= (_LEAST / 255) ** 2:
        return []
    if _is_other_look(seen, plain, all_, place):
        return [0.0]
    return [float((way * (seen - without)).sum() / (way**2).sum())]


def _is_other_look(
    seen: np.ndarray, plain: np.ndarray, changes: Sequence[PictureChange], number: int
) -> bool:
    """Whether a frame is nearer to another drawn look than to the one of that change: all of them
    draw lines and flatten colours."""
    if changes[number]["kind"] != "stylize":
        return False
    apart = {}
    for look in LOOKS:
        drawn = [*changes[:number], {**changes[number], "look": look}, *changes[number + 1 :]]
        apart[look] = float(((seen - _soft(_changed(plain, drawn))) ** 2).mean())
    return min(apart, key=lambda look: apart[look]) != changes[number]["look"]


def _as_seen(shot: np.ndarray, view: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The part of a source frame that a frame of the edit of that size shows, 0 to 1."""
    part = fitted(shot, size)
    part = cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    larger = max(size) / LONG_SIDE
    scaled = view.copy().astype(np.float32)
    scaled[:, 2] = larger * (view[:, 2] + (view[:, :2] - np.eye(2)) @ np.array([0.5, 0.5]))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(part, scaled, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _changed(picture: np.ndarray, changes: Sequence[PictureChange]) -> np.ndarray:
    for change in changes:
        amount = change["amount"]
        if change["kind"] == "stylize":
            made = LOOKS[change["look"]](picture, 1.0)
            picture = picture + (amount or 1.0) * (made - picture)
        elif change["kind"] == "grade":
            made = graded(change["look"], picture)
            picture = picture + (min(amount, 1.0) or 1.0) * (made - picture)
        else:
            ways = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0}
            ways[change["kind"]] = amount
            picture = adjust(
                picture,
                brightness=ways["brightness"],
                contrast_=ways["contrast"],
                saturation=1 + ways["saturation"],
                temperature=0.0,
            )
        picture = np.clip(picture, 0, 1).astype(np.float32)
    return picture


def _soft(picture: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), _SOFT)
