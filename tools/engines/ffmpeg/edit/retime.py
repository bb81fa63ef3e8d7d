"""Slow and fast motion, with the pitch of the sound kept."""

import functools
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, log

from studio.errors import EngineError, ToolError
from studio.settings import settings
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.pace import Part, Piece, plan
from tools.engines.ffmpeg.graph.graph import STAGE, Source
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.requests import Retime, RetimedVideo
from tools.engines.ffmpeg.runner import SILENCE, run_ffmpeg

_TICKS = 1000  # of the clock in which retimed frames lie, for each frame
_STEP = 0.02  # seconds of sound for which a changing tempo is held
# Seconds of sound that `rubberband` holds when it is told of a new tempo, and that get it too
# (measured: so far is the length of a stretched ramp off without it).
_AHEAD = 0.037
_JOIN = 0.005  # seconds; a stretched sound does not meet its neighbours in phase
_SLOWEST_ATEMPO = 0.5  # the least that one `atempo` takes


def retime(request: Retime, progress: Progress) -> RetimedVideo:
    """A video whose parts run slower or faster.

    Returns {"path", "frames", "duration" s, "parts": [{"source_start", "source_end", "speed",
    "start", "end" s}]}, a part for each of `speeds`, `start` and `end` being in the new video.
    """
    footage, new, parts = paced(request.video, request.speeds, request.ease)
    pieces = [piece for part in parts for piece in part.pieces]
    frames = pieces[-1].start + pieces[-1].frames
    graph = _pictures(footage, new, pieces)
    sound = footage.has_audio and request.sound == "stretch"
    if sound:
        graph += sounds(footage, pieces)
    made = write(new, graph, frames, request.out, progress, "retiming", sound)
    return {**made, "parts": told_of(new, parts)}


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
    """Frames at their new times, then those of the new `rate`: the last one whose time has come (a
    thousandth early, against rounding)."""
    clock = f"settb=1/{rate.numerator * _TICKS}"
    tick = rate.denominator * _TICKS
    return (
        f"{clock},setpts='round({tick}*({piece.time()}))-{rate.denominator}',"
        f"fps={rate}:start_time=0:round=up,tpad=stop_mode=clone:stop=-1"
    )


def sounds(footage: Footage, pieces: Sequence[Piece]) -> list[str]:
    """Chains from the sound, [0:a], to [sound]: each piece is cut, stretched and made as long as
    its picture."""
    labels = "".join(f"[a{n}]" for n in range(len(pieces)))
    graph = [f"{footage.sound()},asplit={len(pieces)}{labels}"]
    for number, piece in enumerate(pieces):
        first, last = footage.samples(piece.first), footage.samples(piece.last)
        filled = (piece.start, piece.start + piece.frames)
        begin, end = (footage.samples(piece.step * frame) for frame in filled)
        chain = f"[a{number}]atrim=start_sample={first}:end_sample={last},asetpts=N/SR/TB"
        if piece.plain and last - first != end - begin:  # its last frame is a part of one
            chain += f",apad,atrim=end_sample={end - begin}"
        if not piece.plain:
            length = (end - begin) / RATE
            fade = min(_JOIN, length / 4)
            chain += (
                f",{_stretched(number, piece, (last - first) / RATE)},asetpts=N/SR/TB,"
                f"apad,atrim=end_sample={end - begin},"
                f"afade=t=in:d={fade:.5f},afade=t=out:st={length - fade:.5f}:d={fade:.5f}"
            )
        graph.append(f"{chain}[b{number}]")
    joined = "".join(f"[b{n}]" for n in range(len(pieces)))
    graph.append(f"{joined}concat=n={len(pieces)}:v=0:a=1[sound]")
    return graph


def _stretched(number: int, piece: Piece, seconds: float) -> str:
    """The filters that change the tempo of a piece of sound of so many seconds, not its pitch. When
    a new tempo is heard of varies by some ms with the load of the machine: the one case in which
    the same parameters do not give the same bytes."""
    if not has_rubberband():
        return _atempo(piece)
    stage = f"rubberband{STAGE}{number}"
    chain = f"{stage}=tempo={piece.tempo(0):.6f}:channels=together:pitchq=quality"
    if not piece.is_ramp:
        # Slowed through a long window, a bang would be heard 0.03 s and more before it is seen.
        return f"{chain}:window=short" if piece.tempo(0) < 1 else chain
    steps = max(1, ceil(seconds / _STEP))
    shares = [max(0.0, (step + 0.5) / steps - _AHEAD / seconds) for step in range(steps)]
    commands = ";".join(
        f"{step * seconds / steps:.4f} {stage} tempo {piece.tempo(share):.5f}"
        for step, share in enumerate(shares)
    )
    return f"asetnsamples=n={round(_STEP * RATE / 4)}:p=0,asendcmd=c='{commands}',{chain}"


def _atempo(piece: Piece) -> str:
    """What every FFmpeg has. It drops sound whenever its tempo changes, so a ramp's sound runs
    evenly at the mean of its speeds."""
    tempo = (piece.last - piece.first) / piece.frames / piece.step
    links = max(1, ceil(log(tempo) / log(_SLOWEST_ATEMPO)))
    return ",".join([f"atempo={tempo ** (1 / links):.6f}"] * links)


@functools.cache
def has_rubberband() -> bool:
    """Whether this FFmpeg has the Rubber Band library, whose stretched voices are clearer."""
    try:
        run_ffmpeg(
            [*SILENCE, "-af", "rubberband", "-t", "0.01", "-f", "null", "-"],
            duration=0,
            progress=lambda *_: None,
            note="a look at its filters",
        )
    except EngineError:
        return False
    return True
