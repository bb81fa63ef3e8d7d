"""Videos one after the other."""

import dataclasses
from fractions import Fraction
from itertools import accumulate

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.compose import check_crossfade, size_of
from tools.engines.ffmpeg.edit.footage import read, write
from tools.engines.ffmpeg.edit.together.requests import JoinedVideo, JoinVideos
from tools.engines.ffmpeg.film.pieces import XFADE
from tools.engines.ffmpeg.segments import joined_pictures, joined_sound, segments


def join_videos(request: JoinVideos, progress: Progress) -> JoinedVideo:
    """Join them in the first one's size and rate unless others are given.

    ToolError where a transition is longer than a video.
    """
    first, others = read(request.video), list(request.others)
    for one in others:
        read(one)  # names the one that is no video
    if request.fps:
        first = dataclasses.replace(
            first, rate=Fraction(request.fps).limit_denominator(1001), frames=1
        )
    parts = segments([first.source, *others], 0.0, first.rate)
    width, height = size_of(request.width, request.height, parts[0])
    cross = round(request.overlap * first.rate)
    if request.overlap and not cross:
        raise ToolError(
            f"a transition of {request.overlap:g} s is shorter than a frame.",
            f"Use {first.seconds(1):g} s at least.",
        )
    check_crossfade(parts, cross, first.rate)
    frames = sum(part.frames for part in parts) - cross * (len(parts) - 1)
    graph = joined_pictures(
        parts, width, height, first.rate, cross, XFADE.get(request.transition, "fade")
    )
    graph.append(f"[joined]format=yuv420p,{first.clock()}[picture]")
    graph += joined_sound(parts, first.rate, cross, float(frames / first.rate), 0.0)
    made = write(
        first,
        graph,
        frames,
        request.out,
        progress,
        "joining",
        any(part.has_audio for part in parts),
        others,
        (width, height),
    )
    begun = accumulate((part.frames - cross for part in parts[:-1]), initial=0)
    return {**made, "starts": [first.seconds(frame) for frame in begun]}
