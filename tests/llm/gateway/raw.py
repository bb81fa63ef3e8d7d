"""Servers that answer byte for byte as told."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable

Answerer = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@contextlib.asynccontextmanager
async def raw(answer: Answerer) -> AsyncIterator[str]:
    """A server that reads a request whole and has `answer` write what it likes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or 0))
            await answer(head, writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def events(*lines: bytes, head: bytes = b"") -> Answerer:
    """An event stream of these lines, one piece each."""

    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n"
            + head
            + b"\r\n"
        )
        for line in lines:
            writer.write(line)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


def whole(data: bytes) -> Answerer:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return answer


def said(text: str) -> bytes:
    chunk = {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"
