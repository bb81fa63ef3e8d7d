"""The studio's end of a process that runs programs in monty."""

import asyncio
import json
import os
import signal
import sys
from collections import deque
from contextlib import suppress
from typing import Any

from sandbox.channel.peer import PeerLost
from sandbox.docker.runner.wire import (
    CHUNK,
    ENDED,
    MAX_JSON,
    READY,
    Envelopes,
    FrameError,
    envelope,
)
from sandbox.embedded.processor import computed
from studio.errors import EngineError
from studio.settings import ROOT

PASSED_ON = ("PATH", "LANG", "HOME", "TMPDIR")  # of the studio's environment
# Under the child's limit on memory glibc has no room for a second arena (128 MB of addresses), and
# a thread without one gets a page for each piece, until one of monty's threads fails unheard: one
# child in fifty then never said what its program came to. So there is one arena.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
START_SECONDS = 60  # of a machine that is busy


class MontyProcess:
    """One process; runs one program at a time."""

    def __init__(self, process: asyncio.subprocess.Process, max_blob: int):
        self._process = process
        self._envelopes = Envelopes(max(MAX_JSON + max_blob, 2**20) + 4096)
        self._inbox: deque[tuple[bytes, bytes]] = deque()
        self._over = False

    @classmethod
    async def start(cls, terms: dict[str, Any]) -> "MontyProcess":
        """Start one and wait until it is ready. EngineError says why it does not start."""
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "sandbox.embedded.child",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=ROOT,
                env=environment | ENVIRONMENT | {"STUDIO_TERMS": json.dumps(terms)},
                start_new_session=True,  # a Ctrl-C is for the studio
            )
        except OSError as error:
            raise EngineError(
                f"the monty sandbox does not start: {error.strerror}.", "Run `make setup` again."
            ) from error
        made = cls(process, terms["max_blob"])
        try:
            async with asyncio.timeout(START_SECONDS):
                kind, _ = await made.receive()
        except (TimeoutError, PeerLost) as error:
            await made.end()
            raise EngineError(
                "the monty sandbox does not start.", "Run `make setup` again."
            ) from error
        except asyncio.CancelledError:
            await made.end()
            raise
        if kind != READY:
            await made.end()
            raise EngineError("the monty sandbox does not start.", "Run `make setup` again.")
        return made

    @property
    def is_alive(self) -> bool:
        """Whether it can run another program."""
        return self._process.returncode is None and not self._over

    async def send(self, kind: bytes, body: bytes = b"") -> None:
        """One envelope to it; when it is gone already, `receive` says how it ended."""
        stdin = self._process.stdin
        assert stdin
        with suppress(OSError):
            stdin.write(envelope(kind, body))
            await stdin.drain()

    async def receive(self) -> tuple[bytes, bytes]:
        """The next envelope. A process that died says how, in the words of a supervisor."""
        stdout = self._process.stdout
        assert stdout
        while not self._inbox:
            data = await stdout.read(CHUNK)
            if not data:
                if self._over:
                    raise PeerLost("it has ended")
                self._over = True
                status = await self._process.wait()
                if status:  # no program ends this process: what it handed out was too much for it
                    status = -signal.SIGKILL
                said = {"status": status, "left": 0, "clean": False, "dropped": False}
                return ENDED, json.dumps(said).encode()
            try:
                self._inbox.extend(self._envelopes.feed(data))
            except FrameError as error:
                raise PeerLost(str(error)) from error
        return self._inbox.popleft()

    def computed(self) -> float:
        """See Peer.computed: monty's programs can only compute, and sleep as long as they may."""
        return computed(self._process.pid)

    async def end(self) -> None:
        """End it, whatever it does."""
        self._over = True
        # Not by its own kill(): that looks whether it has ended, which is asyncio's watcher's to
        # see, who then says on standard error that the process is unknown.
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        # asyncio sees an end only when its pipes are read empty: with what a program has flooded
        # them with, and nobody read, `wait` would never return.
        stdout = self._process.stdout
        while stdout and await stdout.read(CHUNK):
            pass
        await self._process.wait()
