"""Writing an answer to the client, whoever made it."""

import asyncio
import time
from dataclasses import dataclass, field

import orjson
from starlette.types import Send

from llm.errors import ApiError
from llm.gateway.proxying.body import Gone
from llm.gateway.proxying.upstream import Headers

EVENTS = b"text/event-stream"


@dataclass(slots=True)
class Record:
    """A copy of an answer as it goes by; given up when it grows over `most` bytes."""

    most: int
    headers: Headers = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    sound: bool = False


class Reply:
    """One answer. A client that takes nothing for `stall` seconds is taken for gone."""

    __slots__ = ("_send", "_stall", "began", "finished", "record", "started", "status")

    def __init__(self, send: Send, stall: float) -> None:
        self._send, self._stall = send, stall
        self.status = 0
        self.started = self.finished = False
        self.began = 0.0
        self.record: Record | None = None

    async def head(self, status: int, headers: Headers) -> None:
        self.started, self.status, self.began = True, status, time.perf_counter()
        if self.record is not None:
            self.record.headers = headers
        await self._write({"type": "http.response.start", "status": status, "headers": headers})

    async def piece(self, data: bytes, more: bool = True) -> None:
        record = self.record
        if record is not None and data:
            record.size += len(data)
            if record.size > record.most:
                self.record = None
            else:
                record.pieces.append(data)
        self.finished = not more  # before it is sent: then the client may go
        await self._write({"type": "http.response.body", "body": data, "more_body": more})

    async def whole(self, status: int, headers: Headers, data: bytes) -> None:
        await self.head(status, [*headers, (b"content-length", b"%d" % len(data))])
        await self.piece(data, more=False)

    async def error(self, error: ApiError) -> None:
        """The error as an answer, or, in the middle of a stream, as its last event."""
        body = orjson.dumps(error.body())
        if self.started:
            self.status = error.status
            self.record = None
            await self.piece(b"\ndata: " + body + b"\n\n", more=False)
            return
        named = [(k.lower().encode(), v.encode()) for k, v in error.headers.items()]
        await self.whole(error.status, [(b"content-type", b"application/json"), *named], body)

    async def _write(self, message: dict) -> None:
        try:
            async with asyncio.timeout(self._stall):
                await self._send(message)
        except TimeoutError as error:
            raise Gone from error
