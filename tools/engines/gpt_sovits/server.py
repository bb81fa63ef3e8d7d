"""A GPT-SoVITS server of our own: its program, started where its folder is set, ended with us."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from pathlib import Path

from studio.errors import EngineError
from studio.settings import GptSovits

_PROGRAM = "api_v2.py"
_PYTHONS = ("venv/bin/python", ".venv/bin/python", "runtime/python")
_START_SECONDS = 180.0
_POLL = 0.2
_ANSWERS = 0.3  # s in which a server on this machine takes a connection


class OwnServer:
    """Started by the first line, watched, and started again where it died."""

    def __init__(self, wanted: GptSovits, log: Path):
        self._set, self._log = wanted, log
        self._process: asyncio.subprocess.Process | None = None
        self._late = False  # once it did not listen in time: no other line waits for it

    def trouble(self) -> str:
        """Why it cannot be started; empty: it can."""
        folder = self._set.program
        if not (folder / _PROGRAM).is_file():
            return f"there is no {_PROGRAM} in {folder}"
        return f"it did not listen within {_START_SECONDS:g} s: {self._log}" if self._late else ""

    async def ready(self) -> bool:
        """Return once it takes connections. EngineError where it does not come up; nothing is
        started where no folder is set. Whether it is the process that spoke the last line, and
        ours alone: then it still has the weights that it was given."""
        if not self._set.folder:
            return False
        if self._alive() and self.listens():
            return True
        is_started, waited = False, 0.0
        while not self.listens():
            if not self._alive():
                if self._late:
                    raise EngineError(f"GPT-SoVITS: {self.trouble()}.", "Start the studio again.")
                if is_started and self._process:
                    raise EngineError(
                        f"GPT-SoVITS ended with status {self._process.returncode} as it was "
                        "started.",
                        f"Its log: {self._log}",
                    )
                await self._start()
                is_started = True
            if waited > _START_SECONDS:
                self._late = True
                await self.close()
                raise EngineError(
                    f"GPT-SoVITS did not listen within {_START_SECONDS:g} s.",
                    f"Its log: {self._log}",
                )
            await asyncio.sleep(_POLL)
            waited += _POLL
        return False

    def listens(self) -> bool:
        """Whether a server takes connections there."""
        try:
            with socket.create_connection(self._set.place, _ANSWERS):
                return True
        except OSError:
            return False

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
        folder, (host, port) = self._set.program, self._set.place
        own = next((folder / one for one in _PYTHONS if (folder / one).is_file()), None)
        python = str(own or sys.executable)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(python, _PROGRAM, "-a", host, "-p", str(port)),
                    cwd=folder,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise EngineError(
                f"GPT-SoVITS cannot be started with {python}: {error.strerror}.",
                "Mend engines.gpt_sovits.folder, or the Python in it.",
            ) from error
