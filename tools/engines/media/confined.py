"""Decoding happens in media workers: processes under limits of memory and time, which may die of a
file. The studio's own process hands them paths, and gets back what fits into JSON."""

import asyncio
import atexit
import base64
import contextlib
import dataclasses
import functools
import json
import os
import pickle
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import studio.errors
from studio import own_process
from studio.errors import EngineError, MediaError, StudioError
from studio.packs.pack import handed_on
from studio.settings import ROOT, settings
from studio.threads import LIBRARIES
from tools.engines.base import InProcessEngine, Progress
from tools.engines.media import worker
from tools.engines.request import Request, Result
from tools.scratch import Scratch

_P = ParamSpec("_P")
_T = TypeVar("_T")

LOOK = 0.1  # seconds between two looks whether a job is still wanted
GRACE = 2.0  # seconds that a job has to end that nobody wants any more
SILENT = 3600  # seconds without a word after which a job is ended
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
_SPENT = {"died", "unfinished", "silent", "memory"}  # after which a worker is used no more
_REMEDY = "Scale it down or cut it, or raise media.worker_gb in configs/studio.yaml."


class Stopped(Exception):
    """A job that nobody wanted any more has ended."""


class ConfinedEngine(InProcessEngine):
    """An engine of plain functions that decode: each job is done in a media worker, and ends with
    its next report where the call is cancelled. What a function returns fits into JSON."""

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """Do one job. MediaError for a file that takes more than media.worker_gb of memory."""
        handler, stop = self._handler(request), threading.Event()
        job = asyncio.ensure_future(
            asyncio.to_thread(in_worker, handler, request, progress=progress, stop=stop)
        )
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            stop.set()
            with contextlib.suppress(Exception):
                await job
            raise


def confined(function: Callable[_P, _T]) -> Callable[_P, _T]:
    """A function that decodes, done in a media worker wherever it is called. What it returns fits
    into JSON."""

    @functools.wraps(function)
    def called(*args: _P.args, **named: _P.kwargs) -> _T:
        if worker.INSIDE:
            return function(*args, **named)
        return in_worker(functools.partial(called, **named), *args)

    return called


def in_worker(
    function: Callable[..., Any],
    *arguments: Any,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Any:
    """What a function of a module returns, done in a media worker; with `progress`, it is given
    a way to report as its last argument. Blocks: not for the event loop."""
    stop = stop or threading.Event()
    values = settings().model_dump(mode="json", exclude={"llm", "database"})
    work = base64.b64encode(pickle.dumps((function, arguments, progress is not None))).decode()
    scratch = Scratch(settings().paths.scratch, "media")
    try:
        here = {"folder": str(Path.cwd()), "scratch": str(scratch.folder)}
        job = {"settings": values, **here, "job": work}
        return _result(_ask(json.dumps(job).encode(), progress, stop), arguments)
    finally:
        scratch.remove()


class _Worker:
    """One media worker, on the studio's side."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        log = settings().paths.data / "logs" / "media.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        chosen = {name: os.environ[name] for name in _THREADS if name in os.environ}
        idle = settings().render.worker_idle_minutes * 60
        self.process = own_process.start(
            worker.__name__,
            "the media worker",
            str(idle),
            variables={**LIBRARIES, **chosen, **variables},
            log=log,
            cwd=ROOT,
        )
        self._read = b""

    def ask(self, job: bytes, progress: Progress | None, stop: threading.Event) -> dict[str, Any]:
        """The last message about a job; {"died": signal} where it ended before that."""
        self._send(job)
        heard = time.monotonic()
        given_up: float | None = None
        while True:
            message = self._next()
            now = time.monotonic()
            if message is None and self.process.poll() is not None:
                return {"died": -self.process.returncode}
            if message is not None and "progress" not in message:
                return message
            if message is not None and progress is not None and not stop.is_set():
                heard = now
                progress(*message["progress"])
            if stop.is_set() and given_up is None:
                given_up = now
                self._send(b"stop")
            if given_up is not None and now - given_up > GRACE:
                return {"stopped": True, "unfinished": True}
            if now - heard > SILENT:
                return {"silent": True}

    def end(self) -> None:
        """Kill it, with what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        own_process.close(self.process)

    def _send(self, line: bytes) -> None:
        with contextlib.suppress(OSError):  # it is gone, which the next look finds
            rest = memoryview(line + b"\n")
            while rest:
                rest = rest[self.process.stdin.write(rest) :]

    def _next(self) -> dict[str, Any] | None:
        """The next message; None where none came within LOOK seconds."""
        while b"\n" not in self._read:
            if not select.select([self.process.stdout], [], [], LOOK)[0]:
                return None
            if not (part := self.process.stdout.read(2**20)):
                self.process.wait()
                return None
            self._read += part
        line, _, self._read = self._read.partition(b"\n")
        return json.loads(line)


_guard = threading.Lock()
_idle: list[_Worker] = []


def _ask(job: bytes, progress: Progress | None, stop: threading.Event) -> dict[str, Any]:
    while True:
        one = _free()
        told: dict[str, Any] = {}
        try:
            told = one.ask(job, progress, stop)
        finally:  # also when `progress` raises: whoever is interrupted does not wait
            if told and not _SPENT & told.keys():
                with _guard:
                    _idle.append(one)
            else:
                one.end()
        if told.get("died") != 0:  # by itself it ends when it is idle, perhaps just now
            return told


def _free() -> _Worker:
    """The worker that was used last, or a new one where all are busy."""
    variables = handed_on()
    while True:
        with _guard:
            one = _idle.pop() if _idle else None
        if one is None:
            return _Worker(variables)
        if one.process.poll() is None and one.variables == variables:
            return one
        one.end()


@atexit.register
def close() -> None:
    """End all that are idle; a later job starts another."""
    with _guard:
        ended, _idle[:] = _idle[:], []
    for one in ended:
        one.end()


def _result(told: dict[str, Any], arguments: tuple[Any, ...]) -> Any:
    """What a worker said, returned or raised."""
    if "result" in told:
        return told["result"]
    if "error" in told:
        kind, message, fix = told["error"]
        found = getattr(studio.errors, str(kind), EngineError)
        plain = issubclass(found, StudioError) and found.__init__ is StudioError.__init__
        raise (found if plain else EngineError)(message, fix)
    if "os" in told:
        raise OSError(*told["os"])
    if "stopped" in told:
        raise Stopped
    log = f"Its log is {settings().paths.data / 'logs' / 'media.log'}."
    if "fault" in told:
        raise EngineError(f"the media worker failed: {told['fault']}.", log)
    name = next((path.name for path in _files(arguments)), "")
    if "memory" in told:
        most = f"more than {settings().media.worker_gb:g} GB of memory"
        raise MediaError(f"{name or 'it'} needs {most} for this.", _REMEDY)
    if "silent" in told:
        raise MediaError(f"{name or 'it'} takes too long.", _REMEDY)
    ended = signal.Signals(told["died"]).name if told["died"] > 0 else "an error"
    if name:
        most = f"{settings().media.worker_gb:g} GB of memory"
        raise MediaError(f"{name} ends its decoder ({ended}) within {most}.", _REMEDY)
    raise EngineError(f"the media worker ended in the middle of a job ({ended}).", log)


def _files(value: Any) -> Iterator[Path]:
    """The files in what a job is given, in order; not what is still to be written."""
    if isinstance(value, Path):
        if value.is_file():
            yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _files(getattr(value, field.name))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _files(one)
    elif isinstance(value, dict):
        yield from _files(list(value.values()))
