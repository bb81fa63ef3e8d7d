"""Slow and fast motion."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from studio.errors import ToolError
from studio.settings import settings
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.pace import Part, Piece, plan
from tools.engines.ffmpeg.edit.sound.stretched import stretched
from tools.engines.ffmpeg.graph.graph import Source
from tools.engines.ffmpeg.requests import Retime, RetimedVideo, StretchedSound, StretchSound

_TICKS = 1000  # of the clock in which retimed frames lie, for each frame


def retime(request: Retime, progress: Progress) -> RetimedVideo:
    """A video whose parts run slower or faster.

    Returns {"path", "frames", "duration" s, "parts": [{"source_start", "source_end", "speed",
    "start", "end" s}]}, a part for each of `speeds`, `start` and `end` being in the new video.
    """
    footage, new, parts = paced(request.video, request.speeds, request.ease)
    pieces = [piece for part in parts for piece in part.pieces]
    frames = pieces[-1].start + pieces[-1].frames
    graph = _pictures(footage, new, pieces)
    others = [request.heard] if request.heard else []
    if request.heard:
        graph.append(f"{replace(new, frames=frames).sound(1)}[sound]")
    made = write(new, graph, frames, request.out, progress, "retiming", bool(others), others=others)
    return {**made, "parts": told_of(new, parts)}


def stretch_sound(request: StretchSound, progress: Progress) -> StretchedSound:
    """The sound that belongs to the video that retime() makes, as FLAC. Returns {"path"}."""
    footage, new, parts = paced(request.video, request.speeds, request.ease)
    pieces = [piece for part in parts for piece in part.pieces]
    stretched(footage, pieces, request.out, progress, new.rate, request.moved)
    return {"path": str(request.out)}


def paced(
    video: Source, speeds: Sequence[dict[str, float]], ease: float
) -> tuple[Footage, Footage, list[Part]]:
    """The video, the same at the rate at which it is delivered, and its parts at their speeds.
    ToolError where it would last too long."""
    footage = read(video)
    new = footage.delivered(min(part["speed"] for part in speeds))
    parts = plan(footage, new, speeds, ease)
    end = parts[-1].pieces[-1]
    seconds = new.seconds(end.start + end.frames)
    most = settings().media.max_minutes
    if seconds > most * 60:
        raise ToolError(
            f"{footage.path.name} would last {seconds / 60:.0f} minutes at these `speeds`; the "
            f"limit is {most:g}.",
            "Slow a shorter part, or less.",
        )
    return footage, new, parts


def told_of(new: Footage, parts: Sequence[Part]) -> list[dict[str, float]]:
    """Where each part that was asked for lay, and lies now, at the new rate."""
    return [
        {
            "source_start": new.seconds(part.first),
            "source_end": new.seconds(part.last),
            "speed": part.speed,
            "start": new.seconds(part.pieces[0].start),
            "end": new.seconds(part.pieces[-1].start + part.pieces[-1].frames),
        }
        for part in parts
        if part.asked
    ]


def _pictures(footage: Footage, new: Footage, pieces: list[Piece]) -> list[str]:
    """Chains from the picture to [picture], that of `new`, a branch for each piece."""
    labels = "".join(f"[p{n}]" for n in range(len(pieces)))
    graph = [f"{footage.picture()},split={len(pieces)}{labels}"]
    for number, piece in enumerate(pieces):
        chain = f"trim=start_frame={piece.first}:end_frame={piece.last}"
        if new.rate != footage.rate or not piece.plain:
            chain += f",{_clocked(new.rate, piece)}"
        graph.append(f"[p{number}]{chain},trim=end_frame={piece.frames},{new.clock()}[q{number}]")
    joined = "".join(f"[q{n}]" for n in range(len(pieces)))
    graph.append(f"{joined}concat=n={len(pieces)}:v=1:a=0,format=yuv420p[picture]")
    return graph


def _clocked(rate: Fraction, piece: Piece) -> str:
    """Frames at their new times, then those of the new `rate`, by a thousandth of one against
    rounding: in slow motion the last one whose time has come, else the middle of those there."""
    clock = f"settb=1/{rate.numerator * _TICKS}"
    tick = rate.denominator * _TICKS
    aside, nearest = (
        (f"-{rate.denominator}", "up") if piece.slow else (f"+{rate.denominator}", "near")
    )
    return (
        f"{clock},setpts='round({tick}*({piece.time()})){aside}',"
        f"fps={rate}:start_time=0:round={nearest},tpad=stop_mode=clone:stop=-1"
    )
