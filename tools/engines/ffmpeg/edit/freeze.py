"""A frame that is held."""

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.reframe import EASES
from tools.engines.ffmpeg.edit.view import FRAME, window
from tools.engines.ffmpeg.requests import Freeze, VideoStretch

PUNCH = 0.2  # seconds in which a punch-in is done, at most half of the hold


def freeze(request: Freeze, progress: Progress) -> VideoStretch:
    """Hold the frame at `at` for `duration`; then the video goes on with the next frame.

    Returns {"path", "frames", "duration", "start", "end" of the hold in s}.
    """
    footage = read(request.video)
    held = min(footage.frame("at", request.at), footage.frames - 1)
    extra = round(request.duration * footage.rate)
    if extra < 1:
        raise ToolError(
            f"a hold of {request.duration:g} s is shorter than a frame of {footage.path.name}.",
            f"Use a `duration` of {footage.seconds(1):g} s at least.",
        )
    frames = footage.frames + extra
    still = f"tpad=stop_mode=clone:stop={extra}"
    graph = [f"{footage.picture()},{still},{footage.clock()}[held]"]
    if held + 1 < footage.frames:
        graph = [
            f"{footage.picture()},split[a][b]",
            f"[a]trim=end_frame={held + 1},{still}[till]",
            f"[b]trim=start_frame={held + 1},{footage.clock()}[after]",
            f"[till][after]concat=n=2:v=1:a=0,{footage.clock()}[held]",
        ]
    punch = _punch(footage, request, held, extra) if request.zoom > 1 else "null"
    graph.append(f"[held]{punch},format=yuv420p,{footage.clock()}[picture]")
    if footage.has_audio:
        graph += _sound(footage, held, extra, request.sound)
    made = write(footage, graph, frames, request.out, progress, "freezing", footage.has_audio)
    return {
        **made,
        "start": footage.seconds(held),
        "end": footage.seconds(held + 1 + extra),
    }


def _punch(footage: Footage, request: Freeze, held: int, extra: int) -> str:
    """The filter that enlarges the held frame."""
    length = max(1, min(round(PUNCH * footage.rate), extra // 2))
    done = EASES["snap"](f"min(1,({FRAME}-{held})/{length})")
    zoom = f"if(between({FRAME},{held},{held + extra}),pow({request.zoom:.6f},{done}),1)"
    return window(zoom, f"{request.x:.6f}", f"{request.y:.6f}")


def _sound(footage: Footage, held: int, extra: int, choice: str) -> list[str]:
    whole = footage.samples(footage.frames + extra)
    if choice == "continue":
        return [f"{footage.sound()},apad,atrim=end_sample={whole}[sound]"]
    split = footage.samples(held)
    silence = footage.samples(held + extra) - split
    if not split:  # a hold from the very first frame on
        late = f"adelay={silence}S:all=1,apad,atrim=end_sample={whole}"
        return [f"{footage.sound()},{late}[sound]"]
    return [
        f"{footage.sound()},asplit[early][late]",
        f"[early]atrim=end_sample={split},asetpts=N/SR/TB,apad=pad_len={silence}[first]",
        f"[late]atrim=start_sample={split},asetpts=N/SR/TB[rest]",
        f"[first][rest]concat=n=2:v=0:a=1,atrim=end_sample={whole}[sound]",
    ]
