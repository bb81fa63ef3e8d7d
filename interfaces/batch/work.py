"""A batch at work: its pieces are jobs, done by workers on this machine or on a cluster's nodes."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from interfaces.batch.folder import CRASHED, BatchFolder, read_result
from interfaces.batch.pieces import Piece
from studio.compute.job import Compute, Job, Work
from studio.settings import ROOT

END_SECONDS = 30  # for a piece to end after Ctrl-C, before it is killed


async def make_batch(
    pieces: Sequence[Piece],
    folder: BatchFolder,
    *,
    compute: Compute,
    work: Work,
    jobs: int,
    on_end: Callable[[dict[str, Any]], None],
) -> None:
    """Make the pieces, at most `jobs` at a time; `on_end` is told what came of each. One that fails
    stops no other. When cancelled, the pieces at work are ended first."""
    by_name = {piece.name: piece for piece in pieces}

    def ended(job: Job, came: dict[str, Any] | None, why: str) -> None:
        lost = {"complete": False, "items": [], "exit_code": CRASHED, "seconds": 0, "message": why}
        on_end(folder.keep(by_name[job.name], came or lost))

    told = [Job(piece.name, _payload(piece, folder)) for piece in pieces]
    await compute.gather(told, work, at_once=jobs, on_end=ended)


def _payload(piece: Piece, folder: BatchFolder) -> dict[str, Any]:
    return {
        "key": folder.key(piece),
        "script": str(folder.script(piece).absolute()),
        "log": str(folder.log(piece).absolute()),
        "coming": str(folder.coming(piece).absolute()),
    }


class PieceProcess:
    """Makes each piece in a process of its own, `python main.py play` with `options`."""

    def __init__(self, options: Sequence[str] = ()):
        self._options = options

    async def open(self) -> None:
        """There is nothing to open."""

    async def close(self) -> None:
        """Each process has ended."""

    async def work(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Make a piece, with its chat in the `log`."""
        started = time.monotonic()
        coming = Path(payload["coming"])
        coming.unlink(missing_ok=True)
        with Path(payload["log"]).open("wb") as log:  # noqa: ASYNC230
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(ROOT / "main.py"),
                "play",
                payload["script"],
                "--json",
                payload["coming"],
                *self._options,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C comes to the batch alone, which passes it on
            )
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                await _end(process)
                raise
        came = read_result(coming) or {"complete": False, "items": []}
        coming.unlink(missing_ok=True)
        if code not in (0, came.get("exit_code")):
            came["complete"] = False
        return came | {"exit_code": code, "seconds": time.monotonic() - started}


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), END_SECONDS)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
