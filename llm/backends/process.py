"""One process that serves a model."""

import asyncio
import contextlib
import functools
import os
import signal
from pathlib import Path

from studio.fork_server import end_with_parent
from studio.settings import ROOT

_TAIL_BYTES = 4000
# Should the gateway be killed outright, its models go too.
_END_WITH_GATEWAY = functools.partial(end_with_parent, signal.SIGTERM)


class ModelProcess:
    """A process in a group of its own, whose output is appended to `log`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process, self.log = process, log
        self.stopping = False

    @classmethod
    async def spawn(
        cls, arguments: list[str], environment: dict[str, str], log: Path
    ) -> "ModelProcess":
        """Start it. OSError when it cannot be run at all."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                cwd=ROOT,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_END_WITH_GATEWAY,
            )
        return cls(process, log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        return await self._process.wait()

    async def stop(self, seconds: float) -> None:
        """Ask it to end, and end the whole group after `seconds`."""
        self.stopping = True
        self._signal(signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._process.wait()
        self.kill()
        await self._process.wait()

    def kill(self) -> None:
        """End the group at once: also what the process has started itself and left behind."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def last_words(self) -> str:
        """The last line of the log that says something."""
        lines = tail(self.log, 20)
        return next((line.strip() for line in reversed(lines) if line.strip()), "no output")


def tail(log: Path, count: int, most: int = _TAIL_BYTES) -> list[str]:
    """The last `count` lines of a file, read from its last `most` bytes; none if there is none."""
    try:
        with log.open("rb") as opened:
            opened.seek(0, os.SEEK_END)
            opened.seek(max(0, opened.tell() - most))
            return opened.read().decode(errors="replace").splitlines()[-count:]
    except OSError:
        return []
