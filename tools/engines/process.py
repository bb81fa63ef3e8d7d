"""An engine that lives in a worker process, in an environment of its own."""

from pathlib import Path
from typing import Any, cast

from studio.environments import Environment
from studio.packs.pack import handed_on
from studio.settings import Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.request import Request, Result
from tools.engines.version import digest_of
from tools.engines.worker.client import Worker


class ProcessEngine:
    """Runs `module`, usually `tools.engines.<name>.worker`, in an environment of its own.

    Its `version` is a digest of its sources and of what is installed.
    """

    def __init__(
        self,
        name: str,
        description: str,
        environment: Environment,
        settings: Settings,
        module: str = "",
    ):
        module = module or f"tools.engines.{name}.worker"
        self.name = name
        self.version = digest_of(module, files=[environment.lock])
        self.description = description
        self._environment = environment
        self._worker = Worker(
            name,
            [str(environment.python), "-m", module],
            log=_log(settings, name),
            scratch=settings.paths.scratch,
            idle=settings.render.worker_idle_minutes * 60,
            environment=handed_on(),
        )

    def status(self) -> EngineStatus:
        """Ready when its environment is made from the requirements as they are now."""
        return EngineStatus(*self._environment.status())

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job of the warm worker."""
        made: dict[str, Any] = await self._worker.call(request.method(), request.params(), progress)
        return cast("Result", made)

    async def close(self) -> None:
        """End the worker."""
        await self._worker.close()


def _log(settings: Settings, name: str) -> Path:
    return settings.paths.data / "logs" / f"{name}.log"
