"""A part of a video, and a video played backwards."""

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.requests import MadeVideo, Reverse, Trim, VideoStretch

REVERSE_MEMORY = 2**30  # bytes; FFmpeg holds every frame until the last one is read
_PIXEL = 1.5  # bytes of a pixel in 4:2:0


def trim(request: Trim, progress: Progress) -> VideoStretch:
    """The frames of a video from `start` to `end`, with the sound that belongs to them.

    Returns {"path", "frames", "duration", "start", "end" in s as they were cut}.
    """
    footage = read(request.video)
    first, last = footage.span(request.start, request.end)
    graph = [
        f"{footage.picture()},trim=start_frame={first}:end_frame={last},{footage.clock()}[picture]"
    ]
    if footage.has_audio:
        graph.append(
            f"{footage.sound()},atrim=start_sample={footage.samples(first)}:"
            f"end_sample={footage.samples(last)},asetpts=N/SR/TB[sound]"
        )
    made = write(footage, graph, last - first, request.out, progress, "cutting", footage.has_audio)
    return {**made, "start": footage.seconds(first), "end": footage.seconds(last)}


def reverse(request: Reverse, progress: Progress) -> MadeVideo:
    """A video backwards, and its sound with it when `sound` is "reverse"; "mute" leaves it out.

    All of it must fit in REVERSE_MEMORY.

    Returns {"path", "frames", "duration" in s}.
    """
    footage = read(request.video)
    check_memory(footage, "play backwards")
    sound = footage.has_audio and request.sound == "reverse"
    graph = [f"{footage.picture()},reverse,{footage.clock()}[picture]"]
    if sound:
        graph.append(f"{footage.sound()},areverse,asetpts=N/SR/TB[sound]")
    return write(footage, graph, footage.frames, request.out, progress, "reversing", sound)


def check_memory(footage: Footage, doing: str) -> None:
    """ToolError when the frames of a video do not fit in REVERSE_MEMORY."""
    most = int(REVERSE_MEMORY / (_PIXEL * footage.width * footage.height))
    if footage.frames > most:
        raise ToolError(
            f"{footage.path.name} lasts {footage.duration:g} s, too long to {doing} at "
            f"{footage.width}x{footage.height}.",
            f"Cut it with trim_video() to {footage.seconds(most):.1f} s at most.",
        )
