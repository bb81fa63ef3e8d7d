"""Containers that wait, ready, for programs."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from sandbox.docker.container import Container
from studio.errors import EngineError


class Pool:
    """Keeps `warm` containers ready beyond those at work, and lets at most `most` exist."""

    def __init__(self, start: Callable[[], Awaitable[Container]], warm: int, most: int):
        self._start = start
        self._warm = warm
        self._most = most
        self._ready: list[Container] = []
        self._waiting: deque[asyncio.Future[Container]] = deque()
        self._existing = 0  # ready, at work, being started or being removed
        self._starting: set[asyncio.Task[None]] = set()
        self._removing: set[asyncio.Task[None]] = set()
        self._closed = False

    def fill(self) -> None:
        """Start in the background what is missing."""
        wanted = max(len(self._waiting), self._warm - len(self._ready)) - len(self._starting)
        for _ in range(min(wanted, self._most - self._existing)):
            if self._closed:
                return
            self._existing += 1
            task = asyncio.create_task(self._add())
            self._starting.add(task)

    async def take(self) -> Container:
        """A container for one program. EngineError when none can be started."""
        while self._ready:
            container = self._ready.pop()
            if container.is_alive():
                return container
            self.discard(container)
        future: asyncio.Future[Container] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        self.fill()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self.give_back(future.result())
            raise

    def give_back(self, container: Container) -> None:
        """Of a program that left it as it was."""
        if self._closed or not container.is_alive():
            self.discard(container)
            return
        while self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_result(container)
                return
        if len(self._ready) < self._warm:
            self._ready.append(container)
        else:
            self.discard(container)

    def discard(self, container: Container) -> asyncio.Future[None]:
        """Throw one away; another comes in its place where one is wanted. The future is done when
        all its processes have ended, and goes on when whoever awaits it is cancelled."""
        task = asyncio.create_task(self._remove(container))
        self._removing.add(task)
        task.add_done_callback(self._removing.discard)
        return asyncio.shield(task)

    async def close(self) -> None:
        """Remove them all."""
        self._closed = True
        for task in tuple(self._starting):
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        while self._ready:
            self.discard(self._ready.pop())
        await asyncio.gather(*self._removing)

    async def _add(self) -> None:
        task = asyncio.current_task()
        assert task
        try:
            container = await self._start()
        except BaseException as error:
            self._existing -= 1
            self._starting.discard(task)  # before those who wait are told and ask again
            if not isinstance(error, EngineError):
                raise
            # whoever needs it is told; a spare that does not start is tried again by the next
            while self._waiting:
                future = self._waiting.popleft()
                if not future.done():
                    future.set_exception(error)
                    return
        else:
            self._starting.discard(task)
            self.give_back(container)

    async def _remove(self, container: Container) -> None:
        try:
            await container.remove()
        finally:
            self._existing -= 1
            self.fill()
