"""vLLM's sleep and wake calls, with a check of an answer after each wake."""

import logging
from pathlib import Path
from typing import Protocol

import aiohttp

from llm.backends.backend import Backend, State
from llm.backends.probe import Wrong, ask
from llm.backends.settings import Switching
from studio.errors import EndpointError

_log = logging.getLogger(__name__)
_GIB_IN_KB = 2**20


class Starter(Protocol):
    """Starts and stops the process behind a model; a start that fails leaves it FAILED."""

    async def start(self, backend: Backend) -> None: ...

    async def stop(self, backend: Backend) -> None: ...


class SleepAndWake:
    """Level 1 keeps the weights in host memory, level 2 drops them and reads them again, and
    `restart` ends the process. `auto` is level 1 while host memory has room for the weights, else
    level 2."""

    def __init__(self, http: aiohttp.ClientSession, starter: Starter, settings: Switching) -> None:
        self._http, self._starter, self._settings = http, starter, settings

    async def sleep(self, backend: Backend) -> None:
        """Nothing may be running on it: it is asked to wait for stragglers all the same, since
        vLLM's default would cut them short and call that a success."""
        level = self.level(backend)
        if level != "restart":
            number = level.removeprefix("level")
            try:
                await self._call(
                    backend, f"/sleep?level={number}&mode=wait", self._settings.sleep_seconds
                )
                backend.level = level
                backend.move(State.ASLEEP)
                return
            except (aiohttp.ClientError, TimeoutError, EndpointError) as error:
                _log.warning("%s does not go to sleep (%s): stopped instead", backend.key, error)
        await self.stop(backend)

    async def stop(self, backend: Backend) -> None:
        """End its process; it is started again when it is woken."""
        backend.level = "restart"
        await self._starter.stop(backend)

    async def wake(self, backend: Backend) -> None:
        """Wake it, or start it where that does not work or its answer is wrong."""
        if backend.state is State.ASLEEP:
            backend.move(State.WAKING)
            try:
                await self._wake(backend)
                await self._check(backend)
                backend.move(State.AWAKE)
                return
            except (aiohttp.ClientError, TimeoutError, EndpointError, Wrong) as error:
                _log.warning("%s does not wake (%s): started anew", backend.key, error)
            await self._starter.stop(backend)
        await self._starter.start(backend)

    def level(self, backend: Backend) -> str:
        """How deep `backend` should sleep, now."""
        if backend.model.sleep != "auto":
            return backend.model.sleep
        room = available_gib() - self._settings.spare_gib
        return "level1" if room >= backend.model.weights_gib else "level2"

    async def _wake(self, backend: Backend) -> None:
        limit = self._settings.wake_seconds
        if backend.level != "level2":
            await self._call(backend, "/wake_up", limit)
            return
        await self._call(backend, "/wake_up?tags=weights", limit)
        await self._call(backend, "/collective_rpc", limit, {"method": "reload_weights"})
        await self._call(backend, "/wake_up?tags=kv_cache", limit)
        await self._call(backend, "/reset_prefix_cache", limit)

    async def _check(self, backend: Backend) -> None:
        """An awake endpoint may still answer rubbish: it must say what it said when it started."""
        said = await ask(self._http, backend, self._settings.wake_seconds)
        if said != backend.answer:
            raise Wrong(f"it answers {said!r} where it answered {backend.answer!r}")

    async def _call(
        self, backend: Backend, path: str, seconds: float, body: dict[str, str] | None = None
    ) -> None:
        async with self._http.post(
            backend.root + path,
            json=body,
            headers=backend.credentials(),
            timeout=aiohttp.ClientTimeout(total=seconds),
            allow_redirects=False,
        ) as reply:
            if reply.status != 200:
                raise EndpointError(f"{path.partition('?')[0]} answers {reply.status}.")


def available_gib(meminfo: Path = Path("/proc/meminfo")) -> float:
    """Host memory that can be had without swapping; 0 where the system does not tell."""
    try:
        lines = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) / _GIB_IN_KB
    except (OSError, KeyError, ValueError):
        return 0.0
