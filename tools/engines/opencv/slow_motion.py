"""Slow motion: parts of a video at their speeds, with frames in between where it is slow."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.pace import Piece
from tools.engines.ffmpeg.edit.retime import paced, told_of
from tools.engines.ffmpeg.edit.sound.stretched import LAID, stretched
from tools.engines.ffmpeg.requests import RetimedVideo
from tools.engines.media.frames import film, pictures
from tools.engines.opencv.interpolate import LOOKED, cuts_of, made_between
from tools.engines.opencv.requests import SlowMotion

_WHOLE = 1e-3  # frames: a place so near to a frame's is the frame's


def slow_motion(request: SlowMotion, progress: Progress) -> RetimedVideo:
    """Retime a video as retime() does, with new frames in its slow parts: what moves is on its way
    there. Across a cut, and where two frames do not show the same thing, the first one is held."""
    footage, new, parts = paced(request.video, request.speeds, request.ease)
    pieces = [piece for part in parts for piece in part.pieces]
    places = np.concatenate([places_of(piece) for piece in pieces])
    made = (places != np.floor(places)).any()
    cuts = cuts_of(footage, progress) if made else set()
    sound = footage.has_audio and request.sound == "stretch"
    heard = Path(request.out).with_suffix(".flac") if sound else None
    if heard:
        stretched(footage, pieces, heard, progress, new.rate, request.moved)
    laid = LAID if heard else []
    with film(footage, Path(request.out), new.rate, sound=laid, heard=heard) as write:
        for number, frame in enumerate(_frames(pictures(footage), places, cuts)):
            write(frame)
            share = LOOKED + (1 - LOOKED) * number / len(places)
            progress(share, "making the frames in between")
    return {
        "path": str(request.out),
        "frames": len(places),
        "duration": new.seconds(len(places)),
        "parts": told_of(new, parts),
    }


def places_of(piece: Piece) -> np.ndarray:
    """Where in the video, in frames, each frame of a piece lies; whole numbers but where it has
    fewer frames than are shown."""
    shown = piece.times(np.arange(piece.last - piece.first + 1))
    when, old = np.arange(piece.frames), np.arange(piece.first, piece.last + 1)
    if not piece.slow:  # those that retime() shows
        return np.minimum(np.floor(np.interp(when + 0.5, shown, old) - _WHOLE), piece.last - 1)
    places = np.interp(when, shown, old)
    near = np.rint(places)
    gaps = np.diff(places, append=places[-1] + piece.step_out)
    found = (abs(places - near) < _WHOLE) | (gaps >= 1)
    return np.maximum.accumulate(np.where(found, near, places))


def _frames(
    frames: Iterator[np.ndarray], places: np.ndarray, cuts: set[int]
) -> Iterator[np.ndarray]:
    """The frame at each place, in order."""
    at, one = 0, next(frames)
    for number, other in enumerate(frames):
        end = int(np.searchsorted(places, number + 1))
        shares = [float(place - number) for place in places[at:end]]
        at = end
        if number + 1 in cuts:
            yield from (one for _ in shares)
        else:
            yield from (frame for frame, _ in made_between(one, other, shares))
        one = other
    yield from (one for _ in places[at:])
