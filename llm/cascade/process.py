"""A model of this process's own: started when it is first asked, and gone with this process."""

import asyncio
import contextlib
import threading
from concurrent.futures import TimeoutError as NotInTime

import aiohttp

from llm.backends.backend import Backend, State
from llm.backends.models import Roster
from llm.backends.supervisor import Supervisor
from llm.cascade.brain import BrainError

_STOP_SECONDS = 30.0


class OwnServer:
    """The model `key` of a roster, watched over by a supervisor of its own, in a thread."""

    def __init__(self, roster: Roster, key: str) -> None:
        self._roster = roster
        self._backend = Backend(key, roster.models[key])
        self.name, self.model = self._backend.name, self._backend.model
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._http: aiohttp.ClientSession | None = None
        self._supervisor: Supervisor | None = None

    def root(self) -> str:
        """The address; the first time the model is started. BrainError says why it is not."""
        with self._lock:
            if self._supervisor is None:
                self._run(self._start(), self._roster.supervision.start_seconds)
        if self._backend.state is not State.AWAKE:
            raise BrainError(f"{self.name} is {self._backend.state}: {self._backend.trouble}")
        return self._backend.root

    @property
    def pid(self) -> int | None:
        """Its process, while there is one."""
        return self._supervisor.pid(self._backend) if self._supervisor else None

    def stop(self) -> None:
        """End its process. Twice does no harm."""
        with self._lock:
            loop, thread = self._loop, self._thread
            if loop is None or thread is None:
                return
            with contextlib.suppress(BrainError):
                self._run(self._end(), _STOP_SECONDS)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(_STOP_SECONDS)
            self._loop = self._thread = self._supervisor = None

    def _run(self, work: object, seconds: float) -> None:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            # The process dies with the thread that started it: this one lives until `stop`.
            self._thread = threading.Thread(
                target=self._loop.run_forever, name="studio-brain", daemon=True
            )
            self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)  # ty: ignore[invalid-argument-type]
        try:
            future.result(seconds)
        except NotInTime as error:
            future.cancel()
            raise BrainError(f"{self.name} is not ready after {seconds:g} s") from error

    async def _start(self) -> None:
        self._http = aiohttp.ClientSession()
        given = self._roster
        self._supervisor = Supervisor(self._http, given.paths, given.supervision)
        await self._supervisor.start(self._backend)

    async def _end(self) -> None:
        if self._supervisor and self._http:
            await self._supervisor.stop(self._backend)
            await self._http.close()
