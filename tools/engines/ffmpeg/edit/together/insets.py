"""Several videos in one picture."""

from collections.abc import Sequence
from math import ceil

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.together.requests import Inset, SplitScreen
from tools.engines.ffmpeg.encode import TO_BT709
from tools.engines.ffmpeg.loudness import limiter
from tools.engines.ffmpeg.requests import MadeVideo
from tools.engines.ffmpeg.segments import BACKDROP

_RIM = "0xFFFCF5"  # the border of an inset
_LEAST = 16  # pixels of a part of the picture


def inset(request: Inset, progress: Progress) -> MadeVideo:
    """A video with another one, small, over it. ToolError where that is too small to be seen."""
    footage, small = read(request.video), read(request.inset)
    first = footage.frame("start", request.start)
    shown = _frames(small, footage)
    last = min(footage.frames, first + shown)
    if request.end is not None:
        last = footage.part(request.start, request.end)[1]
    if last <= first:
        raise ToolError(
            f"the inset would begin at {request.start:g} s, where {footage.path.name} ends.",
            f"Let `start` be under {footage.duration:g} s.",
        )
    width = _even(footage.width * request.size)
    height = _even(width * small.height / small.width)
    rim = round(request.border * footage.height / 2) * 2
    room = (footage.width - 2 * rim, footage.height - 2 * rim)
    if min(width, height) < _LEAST or width > room[0] or height > room[1]:
        raise ToolError(
            f"an inset of {width}x{height} pixels does not go into {footage.path.name}, which is "
            f"{footage.width}x{footage.height}.",
            f"Use another `size`: it is to be {_LEAST} pixels or more, and smaller than the video.",
        )
    x, y = _place(request, footage, width + 2 * rim, height + 2 * rim)
    graph = [
        f"{footage.picture()}[below]",
        f"{_at_rate(1, footage)},scale={width}:{height}:flags=lanczos+accurate_rnd:{TO_BT709},"
        f"format=yuv420p,setsar=1,"
        f"pad={width + 2 * rim}:{height + 2 * rim}:{rim}:{rim}:color={_RIM},"
        f"tpad=start={first}:start_mode=clone:stop=-1:stop_mode=clone,"
        f"trim=end_frame={last},{footage.clock()}[small]",
        f"[below][small]overlay={x}:{y}:eof_action=pass:enable='between(n,{first},{last - 1})',"
        f"format=yuv420p,{footage.clock()}[picture]",
    ]
    heard = []
    if footage.has_audio and request.sound != "inset":
        graph.append(f"{footage.sound()}[h0]")
        heard.append("[h0]")
    if small.has_audio and request.sound != "main":
        begin, length = footage.samples(first), footage.samples(last - first)
        whole = footage.samples(footage.frames)
        graph.append(
            f"{small.sound(1)},atrim=end_sample={length},adelay={begin}S:all=1,apad,"
            f"atrim=end_sample={whole}[h1]"
        )
        heard.append("[h1]")
    graph += _mixed(heard, footage.samples(footage.frames))
    return write(
        footage,
        graph,
        footage.frames,
        request.out,
        progress,
        "setting in",
        bool(heard),
        [small.source],
    )


def split_screen(request: SplitScreen, progress: Progress) -> MadeVideo:
    """Two to four videos side by side. ToolError where their parts are too small to be seen."""
    all_ = [read(one) for one in (request.video, *request.others)]
    footage, frames = all_[0], max(_frames(one, all_[0]) for one in all_)
    columns, rows = _cells(request.arrangement, len(all_))
    gap = round(request.gap * footage.height / 2) * 2
    width = _even((footage.width - gap * (columns - 1)) / columns)
    height = _even((footage.height - gap * (rows - 1)) / rows)
    if min(width, height) < _LEAST:
        raise ToolError(
            f"{len(all_)} videos in {footage.width}x{footage.height} pixels leave {width}x{height} "
            "to each.",
            "Use fewer of them, or a larger first video.",
        )
    graph = [
        f"{_at_rate(number, footage)},scale={width}:{height}:force_original_aspect_ratio=increase:"
        f"flags=lanczos+accurate_rnd:{TO_BT709},crop={width}:{height},format=yuv420p,setsar=1,"
        f"tpad=stop=-1:stop_mode=clone,trim=end_frame={frames},{footage.clock()}[c{number}]"
        for number in range(len(all_))
    ]
    places = "|".join(
        f"{number % columns * (width + gap)}_{number // columns * (height + gap)}"
        for number in range(len(all_))
    )
    labels = "".join(f"[c{number}]" for number in range(len(all_)))
    size = f"{_even(footage.width)}:{_even(footage.height)}:(ow-iw)/2:(oh-ih)/2"
    graph.append(
        f"{labels}xstack=inputs={len(all_)}:layout={places}:fill={BACKDROP},"
        f"pad={size}:color={BACKDROP},format=yuv420p,{footage.clock()}[picture]"
    )
    heard = [number for number in request.heard if all_[number].has_audio]
    graph += [
        f"{all_[number].sound(number)},apad,atrim=end_sample={footage.samples(frames)}[h{number}]"
        for number in heard
    ]
    graph += _mixed([f"[h{number}]" for number in heard], footage.samples(frames))
    return write(
        footage,
        graph,
        frames,
        request.out,
        progress,
        "splitting the screen",
        bool(heard),
        [one.source for one in all_[1:]],
    )


def _at_rate(number: int, footage: Footage) -> str:
    """Filters of an input: its frames at the rate of `footage`."""
    return f"[{number}:v]fps={footage.rate}:start_time=0"


def _frames(one: Footage, footage: Footage) -> int:
    """How many frames of `footage` a video fills."""
    return max(1, round(one.frames / one.rate * footage.rate))


def _cells(arrangement: str, count: int) -> tuple[int, int]:
    """Columns and rows."""
    if arrangement == "rows":
        return 1, count
    if arrangement == "grid" or (arrangement == "auto" and count == 4):
        return 2, ceil(count / 2)
    return count, 1


def _place(request: Inset, footage: Footage, width: int, height: int) -> tuple[int, int]:
    """The inset's top left corner."""
    right, below = footage.width - width, footage.height - height
    if request.place == "middle":
        return right // 4 * 2, below // 4 * 2
    away = request.margin * footage.height
    across, down = min(_even(away), right), min(_even(away), below)
    at_left, at_top = "left" in request.place, "top" in request.place
    return (across if at_left else right - across) // 2 * 2, (
        down if at_top else below - down
    ) // 2 * 2


def _mixed(labels: Sequence[str], samples: int) -> list[str]:
    """Chains from sounds that are all so many samples long to [sound]; none for none."""
    if not labels:
        return []
    if len(labels) == 1:
        return [f"{labels[0]}anull[sound]"]
    return [
        f"{''.join(labels)}amix=inputs={len(labels)}:normalize=0:dropout_transition=0,"
        f"{limiter()},atrim=end_sample={samples}[sound]"
    ]


def _even(pixels: float) -> int:
    return int(pixels // 2 * 2)
