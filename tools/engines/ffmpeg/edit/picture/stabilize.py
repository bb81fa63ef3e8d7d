"""A camera that trembles, held still: vid.stab's two passes (G. Martius), in FFmpeg."""

import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np

from studio.errors import EngineError, ToolError
from tools.engines.base import Progress
from tools.engines.ffmpeg.edit.footage import Footage, read, write
from tools.engines.ffmpeg.edit.picture.requests import Stabilize, StabilizedVideo
from tools.engines.ffmpeg.runner import BLACK, run_ffmpeg, source
from tools.engines.media.frames import pictures, planes

_LOOKED_AT = 320  # pixels of the longer side, for the measure of how much it trembles
_OWN_WAY = 9  # frames over which a camera's own way is taken
_FEWEST = 3  # frames
_FLAT = 2.0  # levels of spread under which a frame, black as a rule, tells no move
_DETECT = "vidstabdetect=shakiness=10:accuracy=15:stepsize=4:mincontrast=0.1"
# "gauss" follows a slow pan; the default would rather hold still, and then jump.
_TRANSFORM = "optalgo=gauss:optzoom=1:interpol=bicubic"


def stabilize(request: Stabilize, progress: Progress) -> StabilizedVideo:
    """The video without its tremble, a little larger so that no edge is seen."""
    footage, out = read(Path(request.video)), Path(request.out)
    if footage.frames < _FEWEST:
        raise ToolError(
            f"{footage.path.name} has {footage.frames} frames: there is no way to smooth.",
            f"Pass a video of {_FEWEST} frames at least.",
        )
    if not _has_vidstab():
        raise EngineError("this FFmpeg has no vid.stab.", "Run `make setup` again.")
    window = max(1, round(request.smoothness * footage.rate / 2))
    with tempfile.TemporaryDirectory(prefix="studio-steady-") as folder:
        moves = f"{folder}/moves.trf"
        run_ffmpeg(
            [
                *source(footage.path),
                *("-filter_complex", f"{footage.picture()},{_DETECT}:result={moves}[seen]"),
                *("-map", "[seen]", "-f", "null", "-"),
            ],
            duration=footage.duration,
            progress=lambda done, note: progress(done / 2, note),
            note="following the camera",
            inputs=[footage.path],
        )
        steady = f"vidstabtransform=input={moves}:smoothing={window}:{_TRANSFORM}"
        graph = [f"{footage.picture()},{steady},format=yuv420p,{footage.clock()}[picture]"]
        if footage.has_audio:
            graph.append(f"{footage.sound()}[sound]")
        made = write(
            footage,
            graph,
            footage.frames,
            out,
            lambda done, note: progress(0.5 + done / 2, note),
            "holding it still",
            footage.has_audio,
        )
    return {**made, "before_shake": shake_of(footage), "after_shake": shake_of(read(out))}


def shake_of(footage: Footage) -> float:
    """How far the whole picture lies off its own smoothed way: the root mean square, in thousandths
    of its longer side. Found by phase correlation of neighbouring frames."""
    moves = list(_moves(footage))
    if len(moves) < _FEWEST:
        return 0.0
    way = np.cumsum(moves, axis=0)
    window = min(_OWN_WAY, (len(way) - 1) // 2 * 2 + 1)
    padded = np.pad(way, ((window // 2, window // 2), (0, 0)), "edge")
    kernel = np.ones(window) / window
    smooth = np.stack([np.convolve(padded[:, axis], kernel, "valid") for axis in (0, 1)], 1)
    return round(float(np.sqrt(((way - smooth) ** 2).sum(1).mean())), 3)


def _moves(footage: Footage) -> Iterator[tuple[float, float]]:
    scale = _LOOKED_AT / max(footage.width, footage.height)
    size = (round(footage.width * scale), round(footage.height * scale))
    small = (
        cv2.resize(planes(frame)[0], size, interpolation=cv2.INTER_AREA).astype(np.float32)
        for frame in pictures(footage)
    )
    window = cv2.createHanningWindow(size, cv2.CV_32F)
    for before, after in pairwise(small):
        if min(before.std(), after.std()) < _FLAT:
            yield 0.0, 0.0
            continue
        (x, y), _ = cv2.phaseCorrelate(before, after, window)
        yield x * 1000 / _LOOKED_AT, y * 1000 / _LOOKED_AT


@cache
def _has_vidstab() -> bool:
    try:
        run_ffmpeg(
            [
                *BLACK,
                *("-vf", "vidstabdetect=result=/dev/null", "-f", "null", "-"),
            ],
            duration=0,
            progress=lambda *_: None,
            note="a look at its filters",
        )
    except EngineError:
        return False
    return True
