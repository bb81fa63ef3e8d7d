"""The sound of a video whose parts run slower or faster."""

import tempfile
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage
from tools.engines.ffmpeg.edit.pace import Piece
from tools.engines.ffmpeg.edit.sound.onsets import onsets
from tools.engines.ffmpeg.edit.sound.stretch import Part, stretch
from tools.engines.ffmpeg.graph.graph import first_file, unfolded
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.ffmpeg.sound import TO_BUS

_LEAD = 120  # samples before an onset at which a part begins
_SHORTEST = 384, 1440  # samples of a part, old and new
_MARGIN = 0.25  # frames by which an onset may be heard before the frame that it belongs to
_ASIDE = 1e-3  # frames, against rounding
_FINE = 4  # places to a frame at which a changing speed is asked for
_CHANNELS = 2
LAID = [f"[0:a]{TO_BUS}[sound]"]  # the chains by which what is stretched goes into a film


def stretched(
    footage: Footage,
    pieces: Sequence[Piece],
    out: Path,
    progress: Progress,
    rate: Fraction | None = None,
    moved: Sequence[float] = (),
) -> None:
    """Write the sound of such a video, as long as its picture, to `out` (FLAC). What begins with a
    frame is heard when that is first seen, of so many pictures a second (its own, without `rate`).
    `moved`: by how many seconds each frame of the footage is seen later than it is meant to be.
    """
    shown = float((rate or footage.rate) / footage.rate)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        heard, made = Path(folder) / "heard.f32", Path(folder) / "made.f32"
        _read(footage, heard, progress)
        old = np.memmap(heard, np.float32, "r").reshape(-1, _CHANNELS)
        _, end = _filled(footage, pieces[-1])
        new = np.memmap(made, np.float32, "w+", shape=(end, _CHANNELS))
        parts, olds, news = [], [np.zeros(1)], [np.zeros(1)]
        for piece in pieces:
            way = _way(footage, piece)
            parts += _parts(footage, piece, way, old, shown, moved)
            olds, news = [*olds, way[0]], [*news, way[1]]
        places = np.concatenate(news), np.concatenate(olds)
        stretch(old, parts, lambda at: np.interp(at, *places), new, progress)
        soundfile.write(out, new, RATE, subtype="PCM_24", format="FLAC")


def _read(footage: Footage, out: Path, progress: Progress) -> None:
    """The sound of the footage as raw samples."""
    chains, more = unfolded([footage.source], [f"{footage.sound()}[sound]"])
    inputs = [first_file(footage.source), *more]
    run_ffmpeg(
        [
            *(argument for path in inputs for argument in source(path)),
            *("-filter_complex", ";".join(chains), "-map", "[sound]"),
            *("-ar", str(RATE), "-ac", str(_CHANNELS), "-f", "f32le", str(out)),
        ],
        duration=footage.duration,
        progress=progress,
        note="reading the sound",
        inputs=inputs,
    )


def _way(footage: Footage, piece: Piece) -> tuple[np.ndarray, np.ndarray]:
    """Samples of the old sound, ascending, and where they lie in the new one."""
    length = piece.last - piece.first
    frames = np.arange(length * _FINE + 1) / _FINE
    times = np.minimum(piece.times(frames), piece.frames)
    times[-1] = piece.frames
    step = float(RATE / footage.rate)
    return (piece.first + frames) * step, (piece.start + times) * piece.step * step


def _filled(footage: Footage, piece: Piece) -> tuple[int, int]:
    """The samples of the new sound that belong to a piece."""
    begin, end = piece.start * piece.step, (piece.start + piece.frames) * piece.step
    return footage.samples(begin), footage.samples(end)


def _parts(
    footage: Footage,
    piece: Piece,
    way: tuple[np.ndarray, np.ndarray],
    sound: np.ndarray,
    shown: float,
    moved: Sequence[float],
) -> list[Part]:
    """A piece, cut at the onsets in it unless it is as it was. `shown`: pictures to a frame."""
    first, last = footage.samples(piece.first), footage.samples(piece.last)
    start, end = _filled(footage, piece)
    if piece.plain:  # its last frame may be a part of one
        length = min(last - first, end - start)
        return [Part(first, first + length, start, start + length)]
    cuts = [(first, start)]
    for onset in first + onsets(sound[first:last]):
        old = int(onset) - _LEAD
        seen = onset + RATE * _later(onset, footage, moved)
        new = round(_heard_at(seen, footage, way, shown, piece.slow)) - _LEAD
        far = old - cuts[-1][0] >= _SHORTEST[0] and new - cuts[-1][1] >= _SHORTEST[1]
        if far and last - old >= _SHORTEST[0] and end - new >= _SHORTEST[1]:
            cuts.append((old, new))
    cuts.append((last, end))
    return [Part(one[0], two[0], one[1], two[1]) for one, two in pairwise(cuts)]


def _later(onset: int, footage: Footage, moved: Sequence[float]) -> float:
    """By how many seconds the frame that an onset belongs to is seen later than it is meant."""
    if not moved:
        return 0.0
    rate = float(footage.rate)
    place = onset / RATE * rate + _MARGIN
    frame = min(int(place + 0.5), len(moved) - 1)
    if frame and frame - moved[frame] * rate > place:  # it is meant for after the onset
        frame -= 1
    return moved[frame]


def _heard_at(
    onset: float,
    footage: Footage,
    way: tuple[np.ndarray, np.ndarray],
    shown: float,
    slow: bool,
) -> float:
    """At which sample of the new sound one of the old is heard: as long after the frame that it
    belongs to is seen as it is meant to be."""
    step = float(RATE / footage.rate)
    at = float(np.interp(onset, *way))
    frame = int(onset / step + _MARGIN)
    meant = float(np.interp(frame * step, *way)) / step
    place = meant * shown
    seen = np.ceil(place - _ASIDE) if slow else np.floor(place + 0.5 + _ASIDE)
    return at + (seen / shown - meant) * step
