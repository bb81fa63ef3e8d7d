"""A GPT-SoVITS server of our own: its program, started where its folder is set, ended with us."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from studio.errors import EngineError
from studio.settings import GptSovits

_PROGRAM = "api_v2.py"
_PYTHONS = ("venv/bin/python", ".venv/bin/python", "runtime/python")
_START_SECONDS = 180.0
_POLL = 0.2


class OwnServer:
    """Started by the first line, watched, and started again where it died."""

    def __init__(self, wanted: GptSovits, log: Path):
        self._set, self._log = wanted, log
        self._process: asyncio.subprocess.Process | None = None

    def trouble(self) -> str:
        """Why it cannot be started; empty: it can."""
        folder = Path(self._set.folder).expanduser()
        if not (folder / _PROGRAM).is_file():
            return f"there is no {_PROGRAM} in {folder}"
        return ""

    async def ready(self) -> None:
        """Return once it takes connections. EngineError where it does not come up; nothing is
        started where no folder is set."""
        if not self._set.folder or (self._alive() and _listens(self._set.address)):
            return
        if not self._alive() and not _listens(self._set.address):
            await self._start()
        process, waited = self._process, 0.0
        while not _listens(self._set.address):
            if process is not None and process.returncode is not None:
                raise EngineError(
                    f"GPT-SoVITS ended with status {process.returncode} as it was started.",
                    f"Its log: {self._log}",
                )
            if waited > _START_SECONDS:
                await self.close()
                raise EngineError(
                    f"GPT-SoVITS did not listen within {_START_SECONDS:g} s.",
                    f"Its log: {self._log}",
                )
            await asyncio.sleep(_POLL)
            waited += _POLL

    async def close(self) -> None:
        """End it and what it has started."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        for ending in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, ending)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 5.0)
                return

    def _alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def _start(self) -> None:
        folder = Path(self._set.folder).expanduser()
        own = next((folder / one for one in _PYTHONS if (folder / one).is_file()), None)
        where = urlsplit(self._set.address)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                str(own or sys.executable),
                _PROGRAM,
                *("-a", where.hostname or "127.0.0.1", "-p", str(where.port or 9880)),
                cwd=folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _listens(address: str) -> bool:
    where = urlsplit(address)
    try:
        with socket.create_connection((where.hostname or "", where.port or 80), 0.3):
            return True
    except OSError:
        return False
