"""What every engine offers, whether it runs in this process or in a worker of its own."""

import asyncio
import inspect
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from studio.errors import EngineError
from tools.engines.request import Request, Result

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class EngineStatus:
    """Whether an engine can run here; if not, why, and what installs it; `lacking`: the entries of
    configs/weights.yaml that it waits for, where it lacks nothing else. `optional`: nobody misses
    it here, as what needs a graphics card where there is none; `setting`: how it runs here, where
    there is a choice."""

    ready: bool
    reason: str = ""
    fix: str = ""
    lacking: tuple[str, ...] = ()
    optional: bool = False
    setting: str = ""


class Engine(Protocol):
    """Does the work that a tool describes. `version` is part of every cache key."""

    name: str
    description: str

    @property
    def version(self) -> str: ...

    def status(self) -> EngineStatus:
        """Cheap: files and imports are looked for, nothing heavy is loaded."""
        ...

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """Do one job. ToolError for a caller's fault, MediaError for a file's, EngineError for the
        engine's."""
        ...

    async def close(self) -> None:
        """Release what is held; the engine may be called again."""
        ...


Handler = Callable[[Any, Progress], Any]


class InProcessEngine:
    """An engine of plain functions, each run in a thread: `handler(request, progress)`. The type of
    the first parameter says which requests it is for."""

    def __init__(
        self,
        name: str,
        version: str,
        description: str,
        handlers: Iterable[Handler],
        status: Callable[[], EngineStatus] = lambda: EngineStatus(True),
    ):
        self.name = name
        self.version = version
        self.description = description
        self.status = status
        self._handlers = {request_of(handler): handler for handler in handlers}

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """Do one job in a thread."""
        return await asyncio.to_thread(self._handler(request), request, progress)

    async def close(self) -> None:
        """Nothing is held between calls."""

    def _handler(self, request: Request[Any]) -> Handler:
        handler = self._handlers.get(type(request))
        if handler is None:
            known = ", ".join(sorted(one.__name__ for one in self._handlers)) or "nothing"
            raise EngineError(
                f"the engine {self.name} does not do {type(request).__name__}.",
                f"It does {known}: a tool may only name engines that do what it asks for.",
            )
        return handler


def request_of(handler: Handler) -> type[Request[Any]]:
    """The type of request that a handler is for: its first parameter's. TypeError without one."""
    first = next(iter(inspect.signature(handler).parameters), "")
    wanted = typing.get_type_hints(handler).get(first)
    if not (isinstance(wanted, type) and issubclass(wanted, Request)):
        name = getattr(handler, "__name__", handler)
        raise TypeError(f"{name}(): its first parameter must be typed as a Request")
    return wanted


def status_of(engine: Engine) -> EngineStatus:
    """The status of an engine, also where a pack's cannot even tell it."""
    try:
        return engine.status()
    except Exception as error:  # a pack's code may fail in any way
        why = f"its status cannot be told: {type(error).__name__}: {error}"
        return EngineStatus(False, why, f"mend status() of the engine {engine.name}")
