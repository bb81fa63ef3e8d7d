"""A video that is played again and again.

Its pictures go through a function of ours and not through a filter graph: FFmpeg's `loop` would
hold every one of them in memory.
"""

from collections.abc import Iterator
from math import ceil
from pathlib import Path

import numpy as np

from studio.errors import ToolError
from studio.settings import settings
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read
from tools.engines.ffmpeg.edit.parts.requests import Loop, LoopedVideo
from tools.engines.ffmpeg.edit.trim import check_memory
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.media.frames import film, pictures


def loop(request: Loop, progress: Progress) -> LoopedVideo:
    """The video over and over. ToolError where a crossfade does not fit, or too much is asked."""
    footage = read(Path(request.video))
    cross = round(request.crossfade * footage.rate)
    if cross * 2 > footage.frames:
        raise ToolError(
            f"a crossfade of {request.crossfade:g} s does not fit {footage.path.name}, which lasts "
            f"{footage.duration:g} s.",
            f"Use a `crossfade` of {footage.duration / 2:.2f} s at most.",
        )
    period = max(1, 2 * footage.frames - 2 if request.back else footage.frames - cross)
    if request.duration is not None:
        frames = max(1, round(request.duration * footage.rate))
        count = ceil(max(1, frames - cross) / period)
    else:
        count = request.count or 1
        frames = count * period + cross
    most = settings().media.max_minutes * 60
    if frames / footage.rate > most:
        raise ToolError(
            f"{footage.path.name} would last {float(frames / footage.rate) / 60:.0f} minutes; the "
            f"limit is {most / 60:g}.",
            "Loop it less often, or until a shorter length.",
        )
    if request.back:
        check_memory(footage, "loop back and forth")
    heard = _sound(footage, count, cross, period, frames, request.back) if footage.has_audio else []
    shown = _back(footage) if request.back else _forth(footage, count, period)
    with film(footage, Path(request.out), sound=heard) as write:
        for number in range(frames):
            write(next(shown))
            progress(number / frames, "looping")
    return {
        "path": str(request.out),
        "frames": frames,
        "duration": footage.seconds(frames),
        "period": footage.seconds(period),
        "count": count,
    }


def _forth(footage: Footage, count: int, period: int) -> Iterator[np.ndarray]:
    """The frames of `count` rounds: what comes after `period` of each but the last is mixed into
    the beginning of the next."""
    ending: list[np.ndarray] = []
    for round_ in range(count):
        before, ending = ending, []
        for number, frame in enumerate(pictures(footage)):
            if number >= period and round_ < count - 1:
                ending.append(frame.copy())
            elif number < len(before):
                share = (number + 1) / (len(before) + 1)
                mixed = before[number] * (1 - share) + frame * share
                yield np.rint(mixed).astype(np.uint8)
            else:
                yield frame


def _back(footage: Footage) -> Iterator[np.ndarray]:
    frames = [frame.copy() for frame in pictures(footage)]
    while True:
        yield from frames
        yield from frames[-2:0:-1]


def _sound(
    footage: Footage, count: int, cross: int, period: int, frames: int, back: bool
) -> list[str]:
    """Chains from [0:a] to [sound], in samples."""
    whole, unit, fade = (footage.samples(n) for n in (footage.frames, period, cross))
    end = f"apad,atrim=end_sample={footage.samples(frames)},asetpts=N/SR/TB[sound]"
    again = f"aloop=loop={count - 1}:size={unit}"
    if back:
        turned = f"atrim=start_sample={footage.samples(1)}:end_sample={whole - footage.samples(1)}"
        return [
            f"{footage.sound()},asplit[go][come]",
            f"[come]{turned},asetpts=N/SR/TB,areverse,asetpts=N/SR/TB[backwards]",
            f"[go][backwards]concat=n=2:v=0:a=1,apad,atrim=end_sample={unit},{again},{end}",
        ]
    if not cross or count == 1:
        return [f"{footage.sound()},{again},{end}"]
    seconds = fade / RATE
    return [
        f"{footage.sound()},asplit=4[s0][s1][s2][s3]",
        f"[s0]atrim=end_sample={unit}[begin]",
        f"[s1]atrim=start_sample={unit},asetpts=N/SR/TB,afade=t=out:d={seconds:.6f}:curve=qsin[out]",
        f"[s2]atrim=end_sample={unit},afade=t=in:d={seconds:.6f}:curve=qsin[in]",
        "[in][out]amix=inputs=2:normalize=0:duration=first:dropout_transition=0,"
        f"atrim=end_sample={unit},asetpts=N/SR/TB,aloop=loop={count - 2}:size={unit}[rounds]",
        f"[s3]atrim=start_sample={unit},asetpts=N/SR/TB[end]",
        f"[begin][rounds][end]concat=n=3:v=0:a=1,{end}",
    ]
