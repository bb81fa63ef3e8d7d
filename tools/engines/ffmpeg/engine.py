"""The FFmpeg engine: filter graphs on the binary that comes with imageio-ffmpeg."""

import asyncio
import contextlib
import functools
import threading
from typing import Any

from studio.errors import EngineError
from tools.engines.base import EngineStatus, InProcessEngine, Progress
from tools.engines.ffmpeg import compose, encode, mix, runner, stills
from tools.engines.ffmpeg.edit import cuts, freeze, grade, reframe, retime, shake, trim
from tools.engines.ffmpeg.film import join, pieces
from tools.engines.version import digest_of


class _Stopped(Exception):
    """Raised in the thread of a job that nobody waits for any more."""


class FfmpegEngine(InProcessEngine):
    """Runs each method in a thread; a cancelled call kills its FFmpeg before it returns."""

    async def call(self, method: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        stop = threading.Event()

        def report(fraction: float, note: str) -> None:
            if stop.is_set():
                raise _Stopped
            progress(fraction, note)

        job = asyncio.ensure_future(super().call(method, params, report))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            stop.set()
            with contextlib.suppress(Exception):
                await job
            raise


@functools.cache
def ffmpeg_engine() -> FfmpegEngine:
    """The engine of this process."""
    return FfmpegEngine(
        "ffmpeg",
        digest_of(__name__, packages=("imageio-ffmpeg", "Pillow")),
        "FFmpeg filter graphs: encodes, mixes, normalises loudness, titles, edits, contact sheets.",
        {
            "encode_frames": encode.encode_frames,
            "mix": mix.mix,
            "compose": compose.compose,
            "encode_piece": pieces.encode_piece,
            "join_pieces": join.join_pieces,
            "letter_picture": stills.letter_picture,
            "contact_sheet": stills.contact_sheet,
            "trim": trim.trim,
            "reverse": trim.reverse,
            "retime": retime.retime,
            "reframe": reframe.reframe,
            "shake": shake.shake,
            "freeze": freeze.freeze,
            "grade": grade.grade,
            "detect_cuts": cuts.detect_cuts,
        },
        _status,
    )


def _status() -> EngineStatus:
    try:
        runner.binary()
    except EngineError as error:
        return EngineStatus(False, error.message, error.fix)
    return EngineStatus(True)
