"""The GPT-SoVITS engine: a character's own voice out of a short sample, by its own server."""

import asyncio
import time
from typing import Any, cast

from studio.errors import EngineError
from studio.proxies import is_here
from studio.settings import Settings
from tools.engines.base import EngineStatus, Progress
from tools.engines.gpt_sovits.client import Client
from tools.engines.gpt_sovits.server import OwnServer
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.engines.version import digest_of
from tools.engines.voice.cloning import Clone, ClonedLine

_SET_IT = "Set engines.gpt_sovits.url or .folder in configs/studio.yaml: docs/voices.md"
_REMEMBERED = 5.0  # s for which it is believed to be there, or not


class GptSovitsEngine:
    """One line at a time: the server has one set of weights loaded."""

    name = "gpt_sovits"
    description = "GPT-SoVITS: a character's own voice, out of its sample, by a server beside us"

    def __init__(self, settings: Settings):
        self._set = settings.engines.gpt_sovits
        self.version = digest_of(__name__)
        self._client = Client(self._set)
        self._server = OwnServer(self._set, settings.paths.data / "logs" / "gpt_sovits.log")
        self._one = asyncio.Lock()
        self._looked, self._seen = 0.0, False

    def status(self) -> EngineStatus:
        """Ready where a server answers, or can be started. Nobody misses it where none is set."""
        if not self._set.url and not self._set.folder:
            return EngineStatus(False, "no server is set", _SET_IT, optional=True)
        if not is_here(self._set.address):
            told = f"{self._set.address} is not on this machine, and its server has no key"
            return EngineStatus(False, told, "Reach it through a tunnel that ends here")
        if self._set.folder:
            wrong = self._server.trouble()
            return EngineStatus(not wrong, wrong, "Mend engines.gpt_sovits.folder")
        if not self._answers():
            told = f"no server answers at {self._set.address}"
            return EngineStatus(False, told, "Start it: python api_v2.py -a 127.0.0.1 -p 9880")
        return EngineStatus(True, setting=f"at {self._set.address}")

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """Speak one line. ToolError for a line that it cannot speak, EngineError for the server."""
        if not isinstance(request, Clone):
            raise EngineError(f"{self.name} does not do {type(request).__name__}.")
        async with self._one:
            progress(0.05, "waiting for GPT-SoVITS")
            if not await self._server.ready():
                self._client.forget()
            progress(0.2, "speaking")

            def heard(seconds: float) -> None:
                progress(min(0.9, 0.2 + 0.08 * seconds), f"{seconds:.1f} s spoken")

            await self._client.speak(request, heard)
        made: ClonedLine = {"engine": "GPT-SoVITS"}
        return cast("Any", made)

    async def close(self) -> None:
        """End the server, where it is ours."""
        await self._server.close()

    def _answers(self) -> bool:
        if time.monotonic() - self._looked > _REMEMBERED:
            self._seen = self._server.listens()
            self._looked = time.monotonic()
        return self._seen


@engine
def gpt_sovits_engine(settings: Settings) -> GptSovitsEngine:
    """Speaks what tools/engines/voice/cloning.py describes."""
    return GptSovitsEngine(settings)
