"""A video with frames in between: more of them a second, or slow motion."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from studio.errors import ToolError
from studio.settings import settings
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.cuts import detect_cuts
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.edit.pace import plan
from tools.engines.ffmpeg.edit.sound.stretched import LAID, stretched
from tools.engines.ffmpeg.requests import DetectCuts
from tools.engines.media.frames import film, pictures
from tools.engines.opencv.between import between
from tools.engines.opencv.drawings import drawings
from tools.engines.opencv.motion import motion
from tools.engines.opencv.requests import Interpolate, InterpolatedVideo

FASTEST = 120  # frames a second that are made; a faster video keeps its own rate
_TIMES = 3.0  # as much as its neighbours a frame must change to be a cut
LOOKED = 0.15  # of the progress, while cuts are found
Draw = Callable[[np.ndarray, np.ndarray, list[float]], list[np.ndarray]]
"""The I420 frames at shares (0 to 1) of the time from one such frame to another."""


def interpolate(
    request: Interpolate, progress: Progress, draw: Draw | None = None
) -> InterpolatedVideo:
    """Make the frames in between, by `draw` or, without, by the flow that is found. ToolError where
    there would be none, or too many."""
    footage = read(request.video)
    slow = Fraction(request.slow).limit_denominator(1000)
    rate = _rate(footage, request.fps, slow)
    step = footage.rate / (rate * slow)  # frames of the video from one new frame to the next
    frames = ceil(footage.frames / step)
    cuts = cuts_of(footage, progress)
    out = Path(request.out)
    heard = _heard(footage, request, rate, out.with_suffix(".flac"), progress)
    made = 0
    with film(footage, out, rate, **heard) as write:
        for number, (frame, is_new) in enumerate(_frames(footage, cuts, step, frames, draw)):
            write(frame)
            made += is_new
            progress(LOOKED + (1 - LOOKED) * number / frames, "making the frames in between")
    return {
        "path": str(out),
        "frames": frames,
        "duration": round(float(frames / rate), 4),
        "fps": round(float(rate), 4),
        "made": made,
        "cuts": len(cuts),
    }


def _rate(footage: Footage, fps: int | None, slow: Fraction) -> Fraction:
    """Frames a second of the new video."""
    usual = footage.delivered(1 / slow).rate if slow > 1 else footage.rate * 2
    rate = Fraction(fps or usual)
    name, has = footage.path.name, f"{float(footage.rate):g} frames a second"
    if slow == 1 and rate < footage.rate:
        raise ToolError(
            f"{name} has {has}: at {float(rate):g} there is nothing to make in between.",
            "Ask for more frames a second (`fps`), or for slow motion (`slow` above 1).",
        )
    if rate > max(FASTEST, footage.rate):
        raise ToolError(
            f"{name} has {has}, twice as many are over the limit of {FASTEST}.",
            f"Set `fps` to at most {FASTEST}.",
        )
    most = settings().media.max_minutes
    if footage.duration * slow > most * 60:
        raise ToolError(
            f"{name} would last {float(footage.duration * slow) / 60:.0f} minutes; "
            f"the limit is {most:g}.",
            "Make `slow` less, or trim_video() first.",
        )
    return rate


def cuts_of(footage: Footage, progress: Progress) -> set[int]:
    """The numbers of the frames with which a new shot begins."""
    asked = DetectCuts(video=footage.path, threshold=_TIMES, shortest=1 / float(footage.rate))
    found = detect_cuts(asked, lambda share, note: progress(LOOKED * share, note))
    return {round(shot["start"] * footage.rate) for shot in found["shots"][1:]}


def _heard(
    footage: Footage, request: Interpolate, rate: Fraction, out: Path, progress: Progress
) -> dict[str, Any]:
    """How film() lays the sound: as it is, slowed in a file `out`, or not at all."""
    if request.sound == "mute" or not footage.has_audio:
        return {"sound": []}
    if request.slow == 1:
        return {}
    slowed = {"start": 0.0, "end": footage.duration, "speed": 1 / request.slow}
    parts = plan(footage, footage, [slowed], 0)
    pieces = [piece for part in parts for piece in part.pieces]
    stretched(footage, pieces, out, progress, rate, request.moved)
    return {"sound": LAID, "heard": out}


def _frames(
    footage: Footage, cuts: set[int], step: Fraction, frames: int, draw: Draw | None
) -> Iterator[tuple[np.ndarray, bool]]:
    """Each new frame, and whether it was made; over a cut and after the last drawing the one that
    was is held. None is made where the video has as many as are shown."""
    number = 0
    places = [number * step if step < 1 else round(number * step) for number in range(frames)]
    last: np.ndarray | None = None
    for one, other in pairwise(drawings(pictures(footage), cuts)):
        shares = []
        while number < frames and places[number] < other.number:
            shares.append(float((places[number] - one.number) / (other.number - one.number)))
            number += 1
        if other.cut or other.held:
            yield from ((one.frame, False) for _ in shares)
        else:
            yield from made_between(one.frame, other.frame, shares, draw)
        last = other.frame
    if last is None:  # a single drawing
        last = next(pictures(footage))
    for _ in range(frames - number):
        yield last, False


def made_between(
    one: np.ndarray, other: np.ndarray, shares: list[float], draw: Draw | None = None
) -> Iterator[tuple[np.ndarray, bool]]:
    """The frame at each of these shares of the time between two, and whether it was made: the first
    is held, up to the time of the other, where they do not show the same thing."""
    wanted = [share for share in shares if share > 0]
    if len(wanted) < len(shares):
        yield one, False
    if not wanted:
        return
    way = motion(one, other)
    if way.lost:
        yield from ((one, False) for _ in wanted)
    elif draw is not None:
        yield from ((made, True) for made in draw(one, other, wanted))
    else:
        yield from ((between(one, other, way, share), True) for share in wanted)
