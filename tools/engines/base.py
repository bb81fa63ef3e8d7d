"""What every engine offers, whether it runs in this process or in a worker of its own."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class EngineStatus:
    """Whether an engine can run here; if not, why, and what installs it."""

    ready: bool
    reason: str = ""
    fix: str = ""


class Engine(Protocol):
    """Does the work that a tool describes. `version` is part of every cache key."""

    name: str
    version: str
    description: str

    def status(self) -> EngineStatus:
        """Cheap: files and imports are looked for, nothing heavy is loaded."""
        ...

    async def call(self, method: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Run one method. ToolError for a caller's fault, MediaError for a file's, EngineError for
        the engine's."""
        ...

    async def close(self) -> None:
        """Release what is held; the engine may be called again."""
        ...


Method = Callable[..., dict[str, Any]]


class InProcessEngine:
    """An engine of plain functions, each run in a thread: `function(params, progress)`."""

    def __init__(
        self,
        name: str,
        version: str,
        description: str,
        methods: dict[str, Method],
        status: Callable[[], EngineStatus] = lambda: EngineStatus(True),
    ):
        self.name = name
        self.version = version
        self.description = description
        self.status = status
        self._methods = methods

    async def call(self, method: str, params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        return await asyncio.to_thread(self._methods[method], params, progress)

    async def close(self) -> None:
        """Nothing is held between calls."""
