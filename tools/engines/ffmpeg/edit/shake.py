"""The shake of a camera that is hit."""

from math import pi, radians
from random import Random

from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import read, write
from tools.engines.ffmpeg.edit.view import FRAME, window
from tools.engines.ffmpeg.requests import MadeVideo, Shake

TRAVEL = 0.03  # of the frame's width and height, at amount 1
ROLL = radians(0.8)  # at amount 1
_WAVES = ((4.0, 6.0, 0.5), (7.0, 9.0, 0.3), (10.0, 11.5, 0.2))  # Hz from, Hz to, share


def shake(request: Shake, progress: Progress) -> MadeVideo:
    """Shake a video from `start` to `end`: up, down, sideways, and a little roll.

    The picture is enlarged just as much as the shake of the moment needs, so that no edge is seen.

    Returns {"path", "frames", "duration" in s}.
    """
    footage = read(request.video)
    first, last = footage.span(request.start, request.end)
    chance = Random(request.seed)
    gone = f"({FRAME}-{first})/{last - first}"
    force = f"pow(1-{gone},2)" if request.decay else "1"
    within = f"(gte({FRAME},{first})*lt({FRAME},{last})*{request.amount:.4f}*{force})"
    across, down, roll = (_waves(chance, float(footage.rate)) for _ in range(3))
    aspect = max(footage.width / footage.height, footage.height / footage.width)
    # The turned window's bounding box, and its way to the side, fit in the frame.
    room = f"(1+{aspect:.5f}*sin({ROLL:.6f}*{within}))/(1-2*{TRAVEL}*{within})"
    view = window(
        room,
        f"(0.5+{TRAVEL}*{within}*{across})",
        f"(0.5+{TRAVEL}*{within}*{down})",
        f"{ROLL:.6f}*{within}*{roll}",
    )
    graph = [f"{footage.picture()},{view},format=yuv420p,{footage.clock()}[picture]"]
    if footage.has_audio:
        graph.append(f"{footage.sound()}[sound]")
    return write(
        footage, graph, footage.frames, request.out, progress, "shaking", footage.has_audio
    )


def _waves(chance: Random, rate: float) -> str:
    """A wobble from -1 to 1, of waves whose pitch and phase are drawn."""
    parts = [
        f"{share}*sin({2 * pi * chance.uniform(low, high) / rate:.6f}*{FRAME}"
        f"+{chance.uniform(0, 2 * pi):.6f})"
        for low, high, share in _WAVES
    ]
    return f"({'+'.join(parts)})"
