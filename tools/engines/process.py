"""An engine that lives in a worker process, in an environment of its own."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from studio.environments import Environment
from studio.packs.pack import handed_on
from studio.settings import Settings
from studio.weights.storage import Warehouse, pull_command, warehouse
from studio.weights.vetting import vet
from tools.engines.base import EngineStatus, Progress
from tools.engines.request import Request, Result
from tools.engines.version import digest_of
from tools.engines.worker.client import Worker


class ProcessEngine:
    """Runs `module`, usually `tools.engines.<name>.worker`, in an environment of its own.

    Its `version` is a digest of its sources, of what is installed and of its weights, and of what
    `depends` says, which may change while it runs. `weights`: entries of the catalogue that it
    needs, `optional` those that only some jobs do; the process is given the folders of both as its
    arguments, in that order, and `variables` in its environment.
    """

    def __init__(
        self,
        name: str,
        description: str,
        environment: Environment,
        settings: Settings,
        module: str = "",
        weights: Sequence[str] = (),
        optional: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
        depends: Callable[[], Any] | None = None,
    ):
        module = module or f"tools.engines.{name}.worker"
        self.name = name
        self._digest = digest_of(module, files=[environment.lock], weights=[*weights, *optional])
        self._depends = depends
        self.description = description
        self._environment = environment
        self._weights, self._optional = weights, optional
        self._warehouse = warehouse(settings)
        folders = [str(self._warehouse.folder_of(name)) for name in (*weights, *optional)]
        self._worker = Worker(
            name,
            [str(environment.python), "-m", module, *folders],
            log=_log(settings, name),
            scratch=settings.paths.scratch,
            idle=settings.render.worker_idle_minutes * 60,
            environment={**handed_on(), **(variables or {})},
            before=self._vet,
        )

    @property
    def version(self) -> str:
        """Of all that its results depend on."""
        if self._depends is None:
            return self._digest
        said = json.dumps(self._depends(), sort_keys=True).encode()
        return f"{self._digest}-{hashlib.sha256(said).hexdigest()[:8]}"

    def status(self) -> EngineStatus:
        """Ready when its environment is made from the requirements as they are now, and its
        weights are here."""
        if told := refused(self._warehouse, self._weights):
            return told
        made = EngineStatus(*self._environment.status())
        lacking = [name for name in self._weights if self._warehouse.missing(name)]
        if made.ready and lacking:
            told = f"its weights ({', '.join(lacking)}) are not here"
            return EngineStatus(False, told, pull_command(" ".join(lacking)), tuple(lacking))
        return made

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job of the warm worker. DamagedWeights where it is to start and they are."""
        made: dict[str, Any] = await self._worker.call(request.method(), request.params(), progress)
        return cast("Result", made)

    async def close(self) -> None:
        """End the worker."""
        await self._worker.close()

    def _vet(self) -> None:
        for name in (*self._weights, *self._optional):
            vet(self._warehouse, name)


def refused(house: Warehouse, names: Sequence[str]) -> EngineStatus | None:
    """The status of an engine with weights whose licence the user has not accepted; None where
    all may be used."""
    for name in names:
        if not house.allows(name):
            entry = house.catalogue.entry(name)
            told = f"{name} is under {entry.licence}: {entry.refused}"
            fix = "weights.accepted_licences in configs/studio.yaml, if you may use it"
            return EngineStatus(False, told, fix, optional=True)
    return None


def _log(settings: Settings, name: str) -> Path:
    return settings.paths.data / "logs" / f"{name}.log"
