"""uvicorn with a limit on the time that the head of a request may take."""

import asyncio
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


def protocol(header_seconds: float) -> type[HttpToolsProtocol]:
    """A connection that is closed when a head does not come within `header_seconds`: uvicorn
    itself waits for ever, and every such client would hold a connection."""

    class HeadInTime(HttpToolsProtocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._begin()

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


def config(app: ASGIApp, header_seconds: float, stop_seconds: int = 5) -> uvicorn.Config:
    """How the gateway is served."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=protocol(header_seconds),
        ws="none",
        log_level="warning",
        access_log=False,
        lifespan="on",
        server_header=False,
        date_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=stop_seconds,
    )
