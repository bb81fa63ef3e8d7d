"""uvicorn's protocol, with limits on what a client may send before its body, and on its time."""

import asyncio
import json
import socket
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from llm.errors import ApiError

_SLICE = 8 * 1024
# For a client that is still sending to read why it is refused.
_LINGER_SECONDS = 1.0


class _TooMuch(Exception):
    """The head is over a limit."""


@dataclass(frozen=True)
class Limits:
    """What a connection may take: seconds for a head to come and for what is sent to be taken,
    bytes and number of headers in a request's head."""

    header_seconds: float = 15.0
    stall_seconds: float = 60.0
    head_bytes: int = 64 * 1024
    headers: int = 100


_USUAL = Limits()


class _Bounded(HttpToolsProtocol):
    """A connection within `limits`."""

    limits = _USUAL
    _limit: asyncio.TimerHandle | None = None
    _refused = False
    _head = 0  # bytes since the last piece of a body, or since a message's head or end
    _headers = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin()
        # Closing waits until all is sent: only the system can end it where nobody reads.
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            transport.get_extra_info("socket").setsockopt(
                socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(self.limits.stall_seconds * 1000)
            )

    def data_received(self, data: bytes) -> None:
        # In slices, since the parser keeps an unfinished header to itself: so it holds no more
        # than the limit and one slice.
        for at in range(0, len(data), _SLICE):
            if self._refused or self.transport.is_closing():
                return
            self._head += min(_SLICE, len(data) - at)
            super().data_received(data[at : at + _SLICE] if len(data) > _SLICE else data)
            if self._head > self.limits.head_bytes:
                self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._headers = 0
        self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers += 1
        if self._headers > self.limits.headers:
            raise _TooMuch
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head = 0
        self._end()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if self._headers > self.limits.headers:
            self._refuse()
        else:
            super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        super().connection_lost(exc)

    def _refuse(self) -> None:
        """431, then nothing more is read. While another request is being answered on this
        connection there is no place for it: then it is only closed."""
        if self._refused or self.transport.is_closing():
            return
        self._refused = True
        self._end()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.close()
            return
        self.transport.write(_refusal(self.limits))
        # Closed at once, with more on its way, the connection would be reset, and the answer
        # be lost. What still comes is dropped.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._limit = self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _begin(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(self.limits.header_seconds, self.transport.close)

    def _end(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None


def protocol(within: Limits = _USUAL) -> type[HttpToolsProtocol]:
    """A connection that is refused (431) when the head of a request has more bytes or headers than
    `within` allows, trailers included, and closed when a head does not come in time, or when the
    client takes nothing of what it is sent for too long.

    uvicorn itself keeps heads of any size in memory, and waits for ever."""

    class Bounded(_Bounded):
        limits = within

    return Bounded


def _refusal(limits: Limits) -> bytes:
    error = ApiError(
        431,
        f"The request has more than {limits.head_bytes // 1024} KB before its body, or more than "
        f"{limits.headers} headers.",
        code="head_too_large",
    )
    body = json.dumps(error.body()).encode()
    head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
    return STATUS_LINE[431] + head % len(body) + body


def server_config(app: Any, **options: Any) -> uvicorn.Config:
    """How the studio's own servers are served: quietly, and within the limits above unless
    `options`, which are uvicorn's, say otherwise."""
    given: dict[str, Any] = {
        "http": protocol(),
        "ws": "none",
        "log_level": "warning",
        "access_log": False,
    }
    return uvicorn.Config(app, **{**given, **options})
