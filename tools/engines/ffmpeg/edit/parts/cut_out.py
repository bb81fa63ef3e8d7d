"""A video without one of its parts."""

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.parts.requests import CutOut
from tools.engines.ffmpeg.loudness import RATE
from tools.engines.ffmpeg.requests import VideoStretch

_JOIN = 0.004  # seconds: two waves that were not neighbours click where they meet


def cut_out(request: CutOut, progress: Progress) -> VideoStretch:
    """What is left when a part is taken out, its sound with it.

    Returns {"path", "frames", "duration", "start", "end" in s of what was taken out}.
    """
    footage = read(request.video)
    first, last = footage.part(request.start, request.end)
    frames = footage.frames - (last - first)
    if not frames:
        raise ToolError(
            f"from {request.start:g} s to {footage.seconds(last):g} s is all of "
            f"{footage.path.name}: nothing would be left.",
            f"Cut out less; it lasts {footage.duration:g} s.",
        )
    kept = [span for span in ((0, first), (last, footage.frames)) if span[1] > span[0]]
    labels = range(len(kept))
    graph = [f"{footage.picture()},split={len(kept)}{''.join(f'[p{n}]' for n in labels)}"]
    graph += [
        f"[p{n}]trim=start_frame={begin}:end_frame={end},{footage.clock()}[q{n}]"
        for n, (begin, end) in enumerate(kept)
    ]
    graph.append(
        f"{''.join(f'[q{n}]' for n in labels)}concat=n={len(kept)}:v=1:a=0,"
        f"{footage.clock()}[picture]"
    )
    if footage.has_audio:
        graph += _sound(footage, kept)
    made = write(footage, graph, frames, request.out, progress, "cutting out", footage.has_audio)
    return {**made, "start": footage.seconds(first), "end": footage.seconds(last)}


def _sound(footage: Footage, kept: list[tuple[int, int]]) -> list[str]:
    labels = range(len(kept))
    graph = [f"{footage.sound()},asplit={len(kept)}{''.join(f'[a{n}]' for n in labels)}"]
    for number, (begin, end) in enumerate(kept):
        first, last = footage.samples(begin), footage.samples(end)
        length = (last - first) / RATE
        join = min(_JOIN, length / 4)
        edges = [f"afade=t=in:d={join:.5f}"] if begin else []
        if end < footage.frames:
            edges.append(f"afade=t=out:st={length - join:.5f}:d={join:.5f}")
        cut = f"atrim=start_sample={first}:end_sample={last},asetpts=N/SR/TB"
        graph.append(f"[a{number}]{','.join([cut, *edges])}[b{number}]")
    joined = "".join(f"[b{n}]" for n in labels)
    return [*graph, f"{joined}concat=n={len(kept)}:v=0:a=1[sound]"]
