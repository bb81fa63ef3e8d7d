"""A model server that answers at once, for measuring what stands before it.

    python -m benchmarks.upstream --port 8100

It reads no more of HTTP/1.1 than the length of a request, and sends the same bytes every time.
"""

import argparse
import asyncio
import json

import uvloop

_WORDS = 40


def _whole() -> bytes:
    message = {"role": "assistant", "content": "word " * _WORDS}
    body = json.dumps(
        {
            "id": "chatcmpl-0",
            "object": "chat.completion",
            "created": 0,
            "model": "tiny",
            "choices": [
                {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            ],
            "usage": {
                "prompt_tokens": 10,
                "completion_tokens": _WORDS,
                "total_tokens": 10 + _WORDS,
            },
        },
        separators=(",", ":"),
    ).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
        len(body),
        body,
    )


def _stream() -> bytes:
    def event(delta: dict[str, str], why: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": why}
        chunk = {
            "id": "chatcmpl-0",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "tiny",
            "choices": [choice],
        }
        return b"data: " + json.dumps(chunk, separators=(",", ":")).encode() + b"\n\n"

    events = [
        event({"role": "assistant", "content": ""}),
        *(event({"content": "word "}) for _ in range(_WORDS)),
        event({}, "stop"),
        b"data: [DONE]\n\n",
    ]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(e), e) for e in events)
    return (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"
    )


WHOLE, STREAM = _whole(), _stream()


class Upstream(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self._got = transport, b""

    def data_received(self, data: bytes) -> None:
        self._got += data
        while b"\r\n\r\n" in self._got:
            head, _, rest = self._got.partition(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
            size = int(length or 0)
            if len(rest) < size:
                return
            body, self._got = rest[:size], rest[size:]
            streams = b'"stream":true' in body or b'"stream": true' in body
            self._transport.write(STREAM if streams else WHOLE)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(_serve(parser.parse_args().port))
