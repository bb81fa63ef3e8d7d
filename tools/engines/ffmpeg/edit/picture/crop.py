"""A part of the frame."""

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read, write
from tools.engines.ffmpeg.edit.picture.requests import BoxedVideo, Crop

_LEAST = 16  # pixels of a side


def crop(request: Crop, progress: Progress) -> BoxedVideo:
    """The box alone, in even pixels. ToolError for one outside the frame."""
    footage = read(request.video)
    size = (footage.width, footage.height)
    scales = size if request.unit == "share" else (1, 1)
    left, top = (round(v * s) for v, s in zip((request.x, request.y), scales, strict=True))
    wide, high = (
        round(v * s) for v, s in zip((request.width, request.height), scales, strict=True)
    )
    if left + wide > size[0] or top + high > size[1]:
        most = (1, 1) if request.unit == "share" else size
        raise ToolError(
            f"the box reaches to {request.x + request.width:g} by {request.y + request.height:g}, "
            f"outside {footage.path.name}, which ends at {most[0]} by {most[1]} ({request.unit}).",
            'Move it in or make it smaller; `unit` says whether it is in "share" or "pixels".',
        )
    x, y, width, height = (value // 2 * 2 for value in (left, top, wide, high))
    if min(width, height) < _LEAST:
        raise ToolError(
            f"a box of {wide}x{high} pixels of {footage.path.name} is too small.",
            f"Let it be {_LEAST} by {_LEAST} pixels at least.",
        )
    graph = [
        f"{footage.picture()},crop={width}:{height}:{x}:{y}:exact=1,{footage.clock()}[picture]"
    ]
    if footage.has_audio:
        graph.append(f"{footage.sound()}[sound]")
    made = write(
        footage,
        graph,
        footage.frames,
        request.out,
        progress,
        "cropping",
        footage.has_audio,
        size=(width, height),
    )
    return {**made, "x": x, "y": y, "width": width, "height": height}
