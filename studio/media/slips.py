"""By how much FFmpeg shows the picture of an MP4 or MOV too early.

An edit list may begin inside a frame, as where a film was cut without coding it anew: that frame
stands until the next one. FFmpeg leaves it out and shows the next one at once, at time 0, while it
cuts the sound to the sample.
"""

import contextlib
from pathlib import Path

import av

from studio.media.boxes import edit_starts
from studio.media.medium import Medium
from studio.media.original import open_unedited

_SAME = 1e-4  # seconds: a frame so near to the start begins with it


def slip_of(medium: Medium) -> float:
    """By how many seconds its picture comes earlier than it is meant to beside its sound."""
    video, name = medium.video, medium.container.name
    if video is None or medium.audio is None or "mp4" not in medium.container.format.name:
        return 0.0
    start = edit_starts(Path(name.removeprefix("file:"))).get(video.id, 0.0)
    if not start:
        return 0.0
    with contextlib.suppress(av.error.FFmpegError), open_unedited(medium) as container:
        return _first_from(container, video.index, start) - start
    return 0.0


def _first_from(container: av.container.InputContainer, index: int, start: float) -> float:
    """When the first picture at `start` (s) or later is shown; `start` where there is none."""
    first: float | None = None
    for packet in container.demux(container.streams[index]):
        if packet.pts is None or packet.dts is None:
            continue
        time = float(packet.pts * packet.time_base)
        if time >= start - _SAME:
            first = time if first is None else min(first, time)
        if packet.dts * packet.time_base > start:
            break
    return start if first is None else max(start, first)
