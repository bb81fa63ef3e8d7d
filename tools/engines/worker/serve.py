"""The worker's side of the protocol: a process in an environment of its own that does jobs.

Frames are a 4-byte big-endian length and that many bytes of UTF-8 JSON. They come in on standard
input and go out on what was standard output; file descriptor 1 itself is pointed at standard error,
since native libraries (Blender among them) print on it.

In:   {"id": 7, "method": "render_still", "params": {...}}   {"cancel": 7}
Out:  {"hello": {"engine": "blender", "version": "4.5.15"}}
      {"id": 7, "progress": 0.4, "note": "sampling"}
      {"id": 7, "result": {...}}
      {"id": 7, "error": {"kind": "bad_input", "message": "...", "fix": "..."}}

Standard library only: this file runs in every engine's environment.
"""

import json
import os
import queue
import struct
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

MAX_FRAME = 64 * 1024 * 1024


class BadInput(Exception):
    """A fault of the caller's: `fix` says what to change."""

    def __init__(self, message: str, fix: str = ""):
        super().__init__(message)
        self.fix = fix


class Cancelled(Exception):
    """Raised inside a job whose caller no longer wants it."""


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """The next frame, or None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack(">I", head)
    if length > MAX_FRAME:
        raise ValueError(f"frame of {length} bytes is over the limit of {MAX_FRAME}")
    body = stream.read(length)
    return json.loads(body) if len(body) == length else None


def frame(message: dict[str, Any]) -> bytes:
    """`message` as the bytes of one frame."""
    body = json.dumps(message, ensure_ascii=False).encode()
    return struct.pack(">I", len(body)) + body


class Job:
    """What a method is given beside its parameters: a way to report and to notice a cancel."""

    def __init__(self, number: int, send: Callable[[dict[str, Any]], None], cancelled: set[int]):
        self.number = number
        self._send = send
        self._cancelled = cancelled

    def progress(self, fraction: float, note: str = "") -> None:
        """Report `fraction` (0 to 1) done; raises Cancelled if the caller gave up."""
        self.check()
        self._send({"id": self.number, "progress": round(fraction, 4), "note": note})

    def check(self) -> None:
        """Raise Cancelled if the caller gave up."""
        if self.number in self._cancelled:
            raise Cancelled


Method = Callable[[dict[str, Any], Job], dict[str, Any]]


def serve(methods: dict[str, Method], engine: str, version: str) -> None:
    """Answer requests one after another until the input closes, then end the process."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    lock = threading.Lock()
    cancelled: set[int] = set()
    waiting: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def send(message: dict[str, Any]) -> None:
        with lock:
            out.write(frame(message))

    def listen() -> None:
        while (message := read_frame(sys.stdin.buffer)) is not None:
            if "cancel" in message:
                cancelled.add(message["cancel"])
            else:
                waiting.put(message)
        waiting.put(None)

    threading.Thread(target=listen, daemon=True).start()
    send({"hello": {"engine": engine, "version": version, "pid": os.getpid()}})
    while (request := waiting.get()) is not None:
        send(_answer(request, methods, Job(request["id"], send, cancelled)))
        cancelled.discard(request["id"])
    sys.stderr.flush()
    os._exit(0)  # native libraries may hang in their own exit handlers


def _answer(request: dict[str, Any], methods: dict[str, Method], job: Job) -> dict[str, Any]:
    def error(kind: str, message: str, fix: str = "") -> dict[str, Any]:
        return {"id": job.number, "error": {"kind": kind, "message": message, "fix": fix}}

    method = methods.get(request.get("method", ""))
    if method is None:
        return error(
            "bad_input", f"no method {request.get('method')!r}", f"one of {sorted(methods)}"
        )
    try:
        job.check()
        return {"id": job.number, "result": method(request.get("params", {}), job)}
    except Cancelled:
        return error("cancelled", "cancelled by the caller")
    except BadInput as problem:
        return error("bad_input", str(problem), problem.fix)
    except Exception as problem:  # a job must not take the worker down with it
        traceback.print_exc(file=sys.stderr)
        return error("fault", f"{type(problem).__name__}: {problem}")
