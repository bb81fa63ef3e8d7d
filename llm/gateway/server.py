"""uvicorn with limits on the time that a client may take."""

import asyncio
import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from llm.roster.settings import Gateway


def protocol(header_seconds: float, stall_seconds: float) -> type[HttpToolsProtocol]:
    """A connection that is closed when a head does not come within `header_seconds`, or when the
    client takes nothing of what it is sent for `stall_seconds`: uvicorn itself waits for ever, and
    every such client would hold a connection."""

    class HeadInTime(HttpToolsProtocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._begin()
            # Closing waits until all is sent: only the system can end it where nobody reads.
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                transport.get_extra_info("socket").setsockopt(
                    socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(stall_seconds * 1000)
                )

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._begin()

        def on_headers_complete(self) -> None:
            self._end()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._end()
            super().connection_lost(exc)

        def _begin(self) -> None:
            if self._limit is None:
                self._limit = self.loop.call_later(header_seconds, self.transport.close)

        def _end(self) -> None:
            if self._limit is not None:
                self._limit.cancel()
                self._limit = None

    return HeadInTime


def config(app: ASGIApp, settings: Gateway, stop_seconds: int = 5) -> uvicorn.Config:
    """How the gateway is served."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=protocol(settings.header_seconds, settings.stall_seconds),
        ws="none",
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        date_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=stop_seconds,
    )
