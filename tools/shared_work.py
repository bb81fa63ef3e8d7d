"""Work that is done once for all who ask for it at the same time."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")


@dataclass
class _Work(Generic[Result]):
    task: asyncio.Task[Result]
    waiting: int = 0


class SharedWork(Generic[Result]):
    """Tasks by key. Each goes on as long as somebody waits for it."""

    def __init__(self) -> None:
        self._running: dict[str, _Work[Result]] = {}

    async def result(self, key: str, begin: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """What the work of this key gives: that which is under way, else what `begin` starts.

        The last one who no longer waits ends it, and is held until it has ended; who asks
        meanwhile has it begun anew.
        """
        work = self._running.get(key)
        if work is None or work.task.done():
            work = self._running[key] = _Work(asyncio.create_task(begin()))
        work.waiting += 1
        try:
            return await asyncio.shield(work.task)
        finally:
            work.waiting -= 1
            if not work.waiting and self._running.get(key) is work:
                del self._running[key]
            if not work.waiting and not work.task.done():
                work.task.cancel()
                await asyncio.wait({work.task})
