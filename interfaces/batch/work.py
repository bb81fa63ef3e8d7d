"""A batch at work: each piece in a process of its own, several at a time."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from interfaces.batch.folder import BatchFolder
from interfaces.batch.pieces import Piece
from studio.settings import ROOT

CORES_PER_PIECE = 2  # a render and what measures it
END_SECONDS = 30  # for a piece to end after Ctrl-C, before it is killed


def default_jobs() -> int:
    """How many pieces this machine makes at a time."""
    return max(1, len(os.sched_getaffinity(0)) // CORES_PER_PIECE)


async def make_batch(
    pieces: Sequence[Piece],
    folder: BatchFolder,
    *,
    jobs: int,
    options: Sequence[str] = (),
    on_end: Callable[[dict[str, Any]], None],
) -> None:
    """Make the pieces, at most `jobs` at a time; `on_end` is told what came of each. One that fails
    stops no other. When cancelled, the pieces at work are ended first."""
    free = asyncio.Semaphore(jobs)

    async def make(piece: Piece) -> None:
        async with free:
            on_end(await _make(piece, folder, options))

    async with asyncio.TaskGroup() as group:
        for piece in pieces:
            group.create_task(make(piece))


async def _make(piece: Piece, folder: BatchFolder, options: Sequence[str]) -> dict[str, Any]:
    started = time.monotonic()
    folder.coming(piece).unlink(missing_ok=True)
    with folder.log(piece).open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "main.py"),
            "play",
            str(folder.script(piece)),
            "--json",
            str(folder.coming(piece).absolute()),
            *options,
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
    return folder.keep(piece, code, time.monotonic() - started)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), END_SECONDS)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
