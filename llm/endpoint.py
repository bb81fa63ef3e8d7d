"""An endpoint of this process's own: the server in a thread, on a loopback port that is free."""

import asyncio
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn

from llm.protocol import server_config
from llm.server import ServerSettings, create_app
from studio.errors import EndpointError


class _Server(uvicorn.Server):
    """Tells when it listens, or that it never will."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.settled = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.settled.set()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        EndpointError: the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named: asyncio turns Nagle's algorithm off only on a socket that says it is
    # TCP, and otherwise every answer waits 40 ms for the client's delayed acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise EndpointError(
            f"The endpoint cannot listen on {host}:{port}: {error.strerror}.",
            "Choose another port, or 0 for a free one.",
        ) from error
    return listener


class LocalEndpoint:
    """`async with LocalEndpoint() as endpoint:` serves the offline planner at `endpoint.base_url`.

    It runs in a daemon thread: it cannot outlive this process, however that ends."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        settings: ServerSettings | None = None,
        start_timeout: float = 10.0,
    ) -> None:
        self.host, self.port, self.settings = host, port, settings or ServerSettings()
        self.start_timeout = start_timeout
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """What an OpenAI client takes as `base_url`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/v1"

    def start(self) -> None:
        """Listen, and return once requests are answered.

        Raises:
            EndpointError: the port is taken, or the server does not come up.
        """
        listener = bind(self.host, self.port)
        self.port = listener.getsockname()[1]
        config = server_config(
            create_app(self.settings, self.host), lifespan="off", timeout_graceful_shutdown=1
        )
        server = _Server(config)

        def serve() -> None:
            try:
                asyncio.run(server.serve(sockets=[listener]))
            finally:
                listener.close()
                server.settled.set()

        self._server = server
        self._thread = threading.Thread(target=serve, name="studio-endpoint", daemon=True)
        self._thread.start()
        if not server.settled.wait(self.start_timeout) or not server.started:
            self.stop()
            raise EndpointError(
                "The endpoint of this process did not start.", "Set llm.base_url to another one."
            )

    def stop(self) -> None:
        """Answer what is under way, for a second at most, and close. Twice does no harm."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        server.should_exit = True
        thread.join(3.0)
        server.force_exit = True
        thread.join(2.0)

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self.stop)
