"""Crops, pans and zooms between key frames."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from studio.errors import ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.view import FRAME, window
from tools.engines.ffmpeg.requests import MadeVideo, Reframe

# How far the way from key to key is done (0 to 1) when the share `u` of its time has gone by, as
# FFmpeg expressions. After Penner's easing functions: cubic in and out, quintic out, back out.
_OVERSHOOT = 1.70158  # passes the goal by a tenth of the way
EASES: dict[str, Callable[[str], str]] = {
    "linear": lambda u: u,
    "smooth": lambda u: f"({u})*({u})*(3-2*({u}))",
    "snap": lambda u: f"(1-pow(1-({u}),5))",
    "overshoot": lambda u: f"(1+{_OVERSHOOT + 1}*pow(({u})-1,3)+{_OVERSHOOT}*pow(({u})-1,2))",
    "cut": lambda u: "0",
}


def reframe(request: Reframe, progress: Progress) -> MadeVideo:
    """A video seen through a window that moves from key to key; its size stays.

    Before the first key and after the last one the view rests.

    Returns {"path", "frames", "duration" in s}.
    """
    footage = read(request.video)
    keys = _placed(footage, request.keys)
    view = window(*(_course(keys, name) for name in ("zoom", "x", "y")))
    graph = [f"{footage.picture()},{view},format=yuv420p,{footage.clock()}[picture]"]
    if footage.has_audio:
        graph.append(f"{footage.sound()}[sound]")
    return write(
        footage,
        graph,
        footage.frames,
        request.out,
        progress,
        "reframing",
        footage.has_audio,
    )


def _placed(footage: Footage, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The keys with the `frame` of each; ToolError when two are out of order."""
    placed = [{**key, "frame": footage.frame("time", key["time"])} for key in keys]
    for before, after in pairwise(placed):
        if after["frame"] <= before["frame"]:
            raise ToolError(
                f"the key at {after['time']:g} s does not come after that at {before['time']:g} s.",
                f"Give the keys in order, {footage.seconds(1):g} s apart at least.",
            )
    return placed


def _course(keys: list[dict[str, Any]], name: str) -> str:
    """What `name` is at FRAME, as an FFmpeg expression. A zoom grows by factors: to the eye
    the way from 1 to 2 is as long as from 2 to 4."""
    course = f"{keys[-1][name]:.6f}"
    for before, after in reversed(list(pairwise(keys))):
        share = f"({FRAME}-{before['frame']})/{after['frame'] - before['frame']}"
        done = EASES[after["ease"]](share)
        start, goal = before[name], after[name]
        way = (
            f"{start:.6f}*pow({goal / start:.8f},{done})"
            if name == "zoom"
            else f"({start:.6f}+{goal - start:.6f}*{done})"
        )
        course = f"if(lt({FRAME},{after['frame']}),{way},{course})"
    return f"if(lt({FRAME},{keys[0]['frame']}),{keys[0][name]:.6f},{course})"
