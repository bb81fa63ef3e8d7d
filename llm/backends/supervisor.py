"""Starts the models' processes, watches over them, starts them again, stops them."""

import asyncio
import contextlib
import logging
import socket
import time
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from llm.backends.backend import Backend, State
from llm.backends.command import arguments, variables
from llm.backends.probe import Wrong, ask
from llm.backends.process import ModelProcess
from llm.backends.settings import Paths, Supervision
from studio.errors import EngineError, StudioError

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.1
_NEEDED = (State.AWAKE, State.STARTING, State.WAKING)


class Supervisor:
    """One process for each backend that needs one. A backend that is lost is FAILED, and its
    `trouble` says why."""

    def __init__(self, http: aiohttp.ClientSession, paths: Paths, settings: Supervision) -> None:
        self._http, self._paths, self._settings = http, paths, settings
        self._processes: dict[str, ModelProcess] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self._started: dict[str, deque[float]] = {}
        self.restarts = 0

    def log(self, backend: Backend) -> Path:
        """Where its output is kept."""
        return self._paths.log(backend.key)

    def pid(self, backend: Backend) -> int | None:
        """Its process, while there is one."""
        process = self._processes.get(backend.key)
        return process.pid if process and process.exit_code is None else None

    async def start(self, backend: Backend) -> None:
        """Start it, wait until it answers, and ask what it answers: AWAKE, else FAILED."""
        if backend.model.kind == "external":
            backend.move(State.AWAKE)
            return
        if trouble := await self._launch(backend):
            backend.move(State.FAILED, trouble)
        else:
            self._watches[backend.key] = asyncio.create_task(self._watch(backend))

    async def stop(self, backend: Backend) -> None:
        """End its process: STOPPED. Twice does no harm."""
        watch = self._watches.pop(backend.key, None)
        if watch and watch is not asyncio.current_task():
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
        await self._end(backend)
        if backend.model.kind != "external":
            backend.move(State.STOPPED)

    async def close(self, backends: Iterable[Backend]) -> None:
        """Stop them all, at once."""
        await asyncio.gather(*(self.stop(backend) for backend in backends))

    async def _launch(self, backend: Backend) -> str:
        """Start it once: AWAKE and "", else what is wrong."""
        backend.move(State.STARTING)
        backend.root = _root(backend)
        try:
            process = await ModelProcess.spawn(
                await asyncio.to_thread(arguments, backend, self._paths),
                variables(backend, self._paths),
                self.log(backend),
            )
        except (StudioError, OSError) as error:
            return str(error)
        self._processes[backend.key] = process
        try:
            async with asyncio.timeout(self._settings.start_seconds):
                await self._until_healthy(backend, process)
                backend.answer = await ask(self._http, backend, self._settings.start_seconds)
            backend.move(State.AWAKE)
            return ""
        except (TimeoutError, EngineError, Wrong, aiohttp.ClientError) as error:
            said = str(error) or f"not ready after {self._settings.start_seconds:g} s"
            await self._end(backend)
            return f"{said} (log: {process.log})"
        except asyncio.CancelledError:
            process.kill()
            raise

    async def _until_healthy(self, backend: Backend, process: ModelProcess) -> None:
        while not await self._healthy(backend):
            if process.exit_code is not None:
                raise EngineError(
                    f"its process ended with {process.exit_code}: {process.last_words()}"
                )
            await asyncio.sleep(_POLL_SECONDS)

    async def _healthy(self, backend: Backend) -> bool:
        try:
            async with self._http.get(
                f"{backend.root}/health",
                timeout=aiohttp.ClientTimeout(total=self._settings.probe_seconds),
                allow_redirects=False,
            ) as reply:
                return reply.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def _end(self, backend: Backend) -> None:
        process = self._processes.pop(backend.key, None)
        if process:
            await process.stop(self._settings.stop_seconds)

    async def _watch(self, backend: Backend) -> None:
        """Wait for the process to end or to hang, again and again."""
        while True:
            why = await self._until_lost(backend)
            was = backend.state
            _log.warning("%s is lost: %s", backend.key, why)
            backend.move(State.STARTING if was in _NEEDED else State.STOPPED, why)
            await self._end(backend)
            if was not in _NEEDED:
                return  # asleep: it is started when it is wanted, the GPU is another's now
            await self._again(backend, why)
            if backend.state is State.FAILED:
                return

    async def _until_lost(self, backend: Backend) -> str:
        process = self._processes[backend.key]
        failures = 0
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._settings.probe_seconds):
                    code = await process.ended()
                    return f"its process ended with {code}: {process.last_words()}"
            failures = 0 if await self._healthy(backend) else failures + 1
            if failures >= self._settings.probe_failures:
                return f"{failures} health probes in a row failed"

    async def _again(self, backend: Backend, why: str) -> None:
        """Start it again with growing waits, up to the limit."""
        given = self._settings
        past = self._started.setdefault(backend.key, deque())
        while True:
            now = time.monotonic()
            while past and now - past[0] > given.window_seconds:
                past.popleft()
            if len(past) >= given.restarts:
                backend.move(
                    State.FAILED,
                    f"given up after {len(past)} restarts in {given.window_seconds:g} s; "
                    f"the last time: {why}",
                )
                return
            past.append(now)
            await asyncio.sleep(given.backoff_seconds * 2 ** (len(past) - 1))
            self.restarts += 1
            why = await self._launch(backend)
            if not why:
                return


def _root(backend: Backend) -> str:
    """Where its server will be: a model that others ask stays where it was."""
    port = urlsplit(backend.root).port if backend.model.kind == "llamacpp" else None
    if port is not None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return backend.root
    return f"http://127.0.0.1:{free_port()}"


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
