"""The studio's side of the worker protocol: one warm process, jobs one after another."""

import asyncio
import contextlib
import json
import os
import signal
import struct
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from studio.errors import EngineError, ToolError
from studio.fork_server import end_with_parent
from studio.settings import ROOT
from tools.engines.base import Progress
from tools.engines.worker.serve import MAX_FRAME, frame
from tools.scratch import Scratch


class WorkerCrash(EngineError):
    """The process ended in the middle of a job."""


class Worker:
    """Starts `command` on the first call, keeps it warm, ends it after `idle` seconds.

    A crashed worker is started again and the job tried once more; a job that crashes it twice is
    an EngineError. A cancelled call tells the worker, and kills it if it does not stop in `grace`.
    `before` is called before each start, in a thread; what it raises is the call's error.
    Its temporary files go to a folder of its own in `scratch`, which is gone when it is.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        scratch: Path,
        idle: float = 600,
        timeout: float = 900,
        grace: float = 2.0,
        environment: dict[str, str] | None = None,
        before: Callable[[], None] | None = None,
    ):
        self.name = name
        self.hello: dict[str, Any] = {}
        self._command = list(command)
        self._log = log
        self._scratch = scratch
        self._idle = idle
        self._timeout = timeout
        self._grace = grace
        self._environment = environment or {}
        self._before = before
        self._process: asyncio.subprocess.Process | None = None
        self._end: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()
        self._number = 0
        self._retire: asyncio.TimerHandle | None = None

    async def call(self, method: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Do one job. ToolError for the caller's fault, EngineError for the engine's."""
        async with self._turn:
            if self._retire:
                self._retire.cancel()
            try:
                try:
                    return await self._job(method, params, progress)
                except WorkerCrash:
                    await self._kill()
                    return await self._job(method, params, progress)
            finally:
                loop = asyncio.get_running_loop()
                self._retire = loop.call_later(self._idle, self._end_input)

    async def close(self) -> None:
        """End the process; a later call starts another."""
        if self._retire:
            self._retire.cancel()
        self._end_input()
        if self._process:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._process.wait(), self._grace)
        await self._kill()

    async def _job(self, method: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        process = await self._started()
        self._number += 1
        number = self._number
        try:
            async with asyncio.timeout(self._timeout):
                await self._send(process, {"id": number, "method": method, "params": params})
                return await self._answer(process, number, progress)
        except TimeoutError as error:
            await self._kill()
            raise EngineError(
                f"{self.name} did not finish {method} within {self._timeout:.0f} s.",
                f"Ask for less (size, duration, quality); its log is {self._log}.",
            ) from error
        except asyncio.CancelledError:
            await self._abandon(process, number)
            raise

    async def _answer(
        self, process: asyncio.subprocess.Process, number: int, progress: Progress
    ) -> dict[str, Any]:
        while True:
            message = await self._receive(process)
            if message.get("id") != number:
                continue  # the rest of a job that was cancelled
            if "progress" in message:
                progress(message["progress"], message.get("note", ""))
            elif "error" in message:
                error = message["error"]
                if error["kind"] == "bad_input":
                    fix = error.get("fix", "")
                    raise ToolError(_ended(error["message"]), _ended(fix[:1].upper() + fix[1:]))
                raise EngineError(f"{self.name}: {error['message']}", f"Its log is {self._log}.")
            else:
                return message["result"]

    async def _abandon(self, process: asyncio.subprocess.Process, number: int) -> None:
        """Tell the worker that nobody waits; kill it unless it answers within the grace."""
        try:
            async with asyncio.timeout(self._grace):
                await self._send(process, {"cancel": number})
                with contextlib.suppress(EngineError, ToolError):
                    await self._answer(process, number, lambda *_: None)
        except (TimeoutError, EngineError, asyncio.CancelledError):
            await self._kill()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process and self._process.returncode is None:
            return self._process
        if self._before:
            await asyncio.to_thread(self._before)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        scratch = Scratch(self._scratch, self.name)
        environment = {
            **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(scratch.folder),
            **self._environment,
        }
        with self._log.open("ab") as log:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=log,
                    cwd=ROOT,
                    env=environment,
                    start_new_session=True,
                    preexec_fn=end_with_parent,
                )
            except BaseException as error:
                scratch.remove()
                if not isinstance(error, OSError):
                    raise
                raise EngineError(
                    f"cannot start {self.name}: {error.strerror}.", "Run `make setup` again."
                ) from error
        self._end = asyncio.create_task(_clean_up(self._process, scratch))
        try:
            async with asyncio.timeout(self._timeout):
                self.hello = (await self._receive(self._process))["hello"]
        except TimeoutError as error:
            await self._kill()
            raise EngineError(
                f"{self.name} did not start within {self._timeout:.0f} s.",
                f"Its log is {self._log}.",
            ) from error
        return self._process

    async def _send(self, process: asyncio.subprocess.Process, message: dict[str, Any]) -> None:
        try:
            process.stdin.write(frame(message))
            await process.stdin.drain()
        except (ConnectionError, BrokenPipeError) as error:
            raise self._crash() from error

    async def _receive(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        try:
            (length,) = struct.unpack(">I", await process.stdout.readexactly(4))
            if length > MAX_FRAME:
                raise EngineError(f"{self.name} sent a frame of {length} bytes.")
            return json.loads(await process.stdout.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise self._crash() from error

    def _crash(self) -> WorkerCrash:
        tail: deque[str] = deque(maxlen=3)
        with contextlib.suppress(OSError), self._log.open(errors="replace") as log:
            tail.extend(line.strip() for line in log if line.strip())
        return WorkerCrash(
            f"{self.name} ended in the middle of a job ({'; '.join(tail) or 'no output'}).",
            f"Its log is {self._log}. `python main.py doctor` says what is missing.",
        )

    def _end_input(self) -> None:
        if self._process and self._process.stdin and self._process.returncode is None:
            self._process.stdin.close()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        if process and process.stdout and self._end:
            # Its end is seen only when what nobody read is read; unless somebody reads just now.
            with contextlib.suppress(RuntimeError):
                while await process.stdout.read(MAX_FRAME):
                    pass
        if process and self._end:
            await asyncio.shield(self._end)


async def _clean_up(process: asyncio.subprocess.Process, scratch: Scratch) -> None:
    """Wait for the end of a process, however it comes, and remove its temporary files."""
    try:
        await process.wait()
    finally:  # also when the event loop ends first: it takes its processes with it
        scratch.remove()


def _ended(words: str) -> str:
    """Words of a worker as a sentence: they come without a full stop."""
    return f"{words}." if words and words[-1] not in ".!?" else words
