"""One container: how it is confined, and the channel over its own pipe."""

import asyncio
import json
import os
import socket
import struct
import time
from collections import deque
from contextlib import suppress
from dataclasses import asdict

from docker import APIClient
from docker.errors import APIError, NotFound

from sandbox.channel.peer import PeerLost
from sandbox.docker.client import LOST
from sandbox.docker.confinement import Confinement, Terms
from sandbox.docker.labels import labels
from sandbox.docker.runner.wire import BEAT, CHUNK, READY, Envelopes, FrameError, envelope
from studio.errors import EngineError

NOBODY = "65534:65534"
STREAM = struct.Struct("!BxxxI")  # the engine's own frame around stdout and stderr
STDOUT = 1
START_SECONDS = 60
MAX_COMPLAINT = 4000
REMOVALS, REMOVAL_SECONDS = 40, 0.05
ENVIRONMENT = {
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
}
BEATS = 6  # in the time that a container waits for one


class ContainerLost(PeerLost):
    """The container or the engine went away."""


class Container:
    """A running container whose supervisor waits for programs."""

    def __init__(self, client: APIClient, name: str, stream: socket.socket):
        self.name = name
        self._client = client
        self._socket = stream
        self._beating: asyncio.Task[None] | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._inbox: deque[tuple[bytes, bytes]] = deque()
        self._envelopes = Envelopes(CHUNK)
        self._left = 0  # of the engine's frame that is being read
        self._is_stdout = True
        self._complaint = b""

    @classmethod
    async def start(cls, client: APIClient, confinement: Confinement, terms: Terms) -> "Container":
        """Make one and wait until it is ready. EngineError says why it does not start."""
        making = asyncio.ensure_future(asyncio.to_thread(_launch, client, confinement, terms))
        try:
            name, stream = await asyncio.shield(making)
        except asyncio.CancelledError:
            with suppress(*LOST):  # it can't be stopped half-way, so it is waited for
                name, stream = await making
                stream.close()
                await asyncio.to_thread(_remove, client, name)
            raise
        except LOST as error:
            raise EngineError(
                f"the Docker engine starts no sandbox: {error}.",
                "See the log of the Docker engine, or set sandbox.engine to monty.",
            ) from error
        container = cls(client, name, stream)
        try:
            await container._open()
            async with asyncio.timeout(START_SECONDS):
                kind, _ = await container.receive()
            if kind != READY:
                raise ContainerLost(f"it said {kind!r}")
            container._beating = asyncio.create_task(container._beat(confinement.silence))
        except (*LOST, TimeoutError, ContainerLost) as error:
            said = container.complaint()
            await container.remove()
            raise EngineError(
                f"the sandbox container does not start: {said or error}.",
                "Run `python main.py sandbox build` again, or set sandbox.engine to monty.",
            ) from error
        except asyncio.CancelledError:
            await container.remove()
            raise
        return container

    async def _open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection(sock=self._socket)

    def is_alive(self) -> bool:
        """Whether the channel is still there."""
        return not self._reader.at_eof() and not self._writer.is_closing()

    async def send(self, kind: bytes, body: bytes = b"") -> None:
        """One envelope to the supervisor. ContainerLost when nobody is there."""
        try:
            self._writer.write(envelope(kind, body))
            await self._writer.drain()
        except OSError as error:
            raise ContainerLost(str(error)) from error

    async def receive(self) -> tuple[bytes, bytes]:
        """The next envelope; may be cancelled and called again. ContainerLost when there is none,
        or no envelope."""
        try:
            while not self._inbox:
                await self._read()
        except (OSError, asyncio.IncompleteReadError, FrameError) as error:
            raise ContainerLost(str(error)) from error
        return self._inbox.popleft()

    def computed(self) -> None:
        """See Peer.computed: a program in a container may sleep, or wait for what nobody sees."""

    async def _beat(self, silence: float) -> None:
        """Say now and then that the studio is there."""
        with suppress(ContainerLost):
            while True:
                await asyncio.sleep(silence / BEATS)
                await self.send(BEAT)

    async def _read(self) -> None:
        """Read one portion of the engine's stream."""
        if not self._left:
            stream, self._left = STREAM.unpack(await self._reader.readexactly(STREAM.size))
            self._is_stdout = stream == STDOUT
        data = await self._reader.read(min(self._left, CHUNK))
        if not data:
            raise ContainerLost("its channel was closed")
        self._left -= len(data)
        if self._is_stdout:
            self._inbox.extend(self._envelopes.feed(data))
        else:
            self._complaint = (self._complaint + data)[-MAX_COMPLAINT:]

    def complaint(self) -> str:
        """What the supervisor said on stderr, which it does only when it breaks."""
        return self._complaint.decode(errors="replace").strip()[-500:]

    async def remove(self) -> None:
        """End all its processes and remove it."""
        if self._beating:
            self._beating.cancel()
        if hasattr(self, "_writer"):
            self._writer.close()
        else:
            self._socket.close()
        await asyncio.shield(asyncio.to_thread(_remove, self._client, self.name))


def _launch(client: APIClient, confinement: Confinement, terms: Terms) -> tuple[str, socket.socket]:
    said = asdict(terms) | {"environment": ENVIRONMENT, "silence": confinement.silence}
    made = client.create_container(
        confinement.image,
        stdin_open=True,
        user=NOBODY,
        labels=labels(),
        environment={
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "STUDIO_TERMS": json.dumps(said),
        },
        host_config=confinement.host_config(client),
        network_disabled=True,
    )
    name = made["Id"]
    try:
        attached = client.attach_socket(
            name, params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        )
        # the client's own object is dropped, the connection is kept
        stream = socket.socket(fileno=os.dup(attached.fileno()))
        attached._response.close()
        attached.close()
        client.start(name)
    except LOST:
        _remove(client, name)
        raise
    return name, stream


def _remove(client: APIClient, name: str) -> None:
    """Remove a container, and see that it is gone. When the engine is, the next start sweeps."""
    for _ in range(REMOVALS):
        try:
            client.remove_container(name, force=True)
        except NotFound:
            return
        except APIError:  # it is being removed already, as its own end does too
            time.sleep(REMOVAL_SECONDS)
        except LOST:
            return
