"""The frames that cross a sandbox container's own pipes. Standard library only: it runs inside.

Two layers, both length-prefixed, both bounded by whoever reads them:

- *Envelopes* between the host and the supervisor (process 1): one byte of kind, four of length.
  What the program sends or prints lies inside an envelope, so it can't pass for the supervisor.
- *Messages* between the host and the program: a JSON object and a blob of bytes, which the
  supervisor carries without looking.
"""

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

ENVELOPE = struct.Struct("!cI")
MESSAGE = struct.Struct("!II")
CHUNK = 65536
HOST_OUT = 1

# To the supervisor
START, TO_PROGRAM, BEAT = b"S", b"D", b"B"
# From it
READY, FROM_PROGRAM, OUTPUT, ENDED = b"R", b"d", b"o", b"e"

MAX_START = 4 * 1024 * 1024
MAX_JSON = 1024 * 1024


class FrameError(Exception):
    """Bytes that are no frame, or one over its bound."""


def envelope(kind: bytes, body: bytes = b"") -> bytes:
    """One envelope."""
    return ENVELOPE.pack(kind, len(body)) + body


def message(value: dict[str, Any], blob: bytes = b"") -> bytes:
    """One message. ValueError when `value` is no JSON or too long."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, default=_plain).encode()
    if len(text) > MAX_JSON:
        raise ValueError(f"{len(text)} bytes of JSON where {MAX_JSON} may cross at once")
    return MESSAGE.pack(len(text), len(blob)) + text + blob


def _plain(value: Any) -> Any:
    """NumPy's scalars are numbers to a program's author."""
    item = getattr(value, "item", None)
    if item is None or getattr(value, "ndim", 1):
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
    return item()


def say(kind: bytes, body: bytes = b"") -> None:
    """One envelope to the host; waits while the host takes it."""
    data = memoryview(envelope(kind, body))
    while data:
        data = data[os.write(HOST_OUT, data) :]


class Envelopes:
    """Takes bytes in any portions, gives whole envelopes."""

    def __init__(self, max_body: int):
        self._buffer = bytearray()
        self._max_body = max_body

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Kind and body of each envelope that `data` completes; FrameError when one is too long."""
        self._buffer += data
        while len(self._buffer) >= ENVELOPE.size:
            kind, length = ENVELOPE.unpack_from(self._buffer)
            if length > self._max_body:
                raise FrameError(f"an envelope of {length} bytes, {self._max_body} at most")
            end = ENVELOPE.size + length
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[ENVELOPE.size : end])
            del self._buffer[:end]
            yield kind, body


class Messages:
    """Takes bytes in any portions, gives whole messages: undecoded JSON text and blob."""

    def __init__(self, max_json: int, max_blob: int):
        self._buffer = bytearray()
        self._max_json = max_json
        self._max_blob = max_blob

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Text and blob of each message that `data` completes; FrameError when one is too long."""
        self._buffer += data
        while len(self._buffer) >= MESSAGE.size:
            text, blob = MESSAGE.unpack_from(self._buffer)
            if text > self._max_json:
                raise FrameError(f"a message of {text} bytes, {self._max_json} at most")
            if blob > self._max_blob:
                raise FrameError(f"a blob of {blob} bytes, {self._max_blob} at most")
            end = MESSAGE.size + text + blob
            if len(self._buffer) < end:
                return
            whole = bytes(self._buffer[MESSAGE.size : end])
            del self._buffer[:end]
            yield whole[:text], whole[text:]


def settle(waiting: dict[int, Any], text: bytes, blob: bytes) -> None:
    """Give the call whose answer a message is its result or its error. `waiting`: the future of
    each call by its number; an answer to a call that is not waiting is dropped."""
    answer = json.loads(text)
    future = waiting.pop(answer["id"], None)
    if future is None or future.done():
        return
    if "error" in answer:
        future.set_exception(RuntimeError(answer["error"]))
    else:
        future.set_result(blob if "bytes" in answer else answer["result"])
