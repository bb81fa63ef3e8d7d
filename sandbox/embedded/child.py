"""The process in which monty's host side runs: `python -m sandbox.embedded.child`.

Monty's interpreter is a process of its own, but what a program hands out is turned into Python
values in the process that asked for it, whole, before anybody can count them. So that is done here,
under limits on memory and processor: the studio is sent only what was counted, over the channel
that the containers of the docker engine use too. A process that hits a limit dies, and says so by
how it died.
"""

import asyncio
import itertools
import json
import os
import re
import resource
import sys
import threading
from pathlib import Path
from typing import Any

from pydantic_monty import (
    AsyncMonty,
    ExternalModule,
    MontyCrashedError,
    MontyError,
    MontyRuntimeError,
    MontyTypingError,
)

from sandbox.docker.runner.keeping import split
from sandbox.docker.runner.values import TooLarge, count
from sandbox.docker.runner.wire import (
    CHUNK,
    ENDED,
    FROM_PROGRAM,
    MAX_JSON,
    MAX_START,
    OUTPUT,
    READY,
    START,
    TO_PROGRAM,
    Envelopes,
    Messages,
    envelope,
    message,
    settle,
)

LIMIT_WORDS = re.compile(r"^[a-z ]+ limit( \d+)? exceeded")
LARGEST_PRINT = 65536  # bytes of one OUTPUT


class Channel:
    """This process's end: envelopes out, whole and in order; answers in."""

    def __init__(self, out: int, max_blob: int):
        self._out = out
        self._lock = threading.Lock()
        self._max_blob = max_blob
        self.numbers = itertools.count(1)
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.messages = Messages(MAX_JSON, max_blob)

    def send(self, kind: bytes, body: bytes = b"") -> None:
        """One envelope; waits while the studio takes it."""
        data = memoryview(envelope(kind, body))
        with self._lock:
            while data:
                data = data[os.write(self._out, data) :]

    def say(self, value: dict[str, Any], blob: bytes = b"") -> None:
        """One message of the program's."""
        self.send(FROM_PROGRAM, message(value, blob))

    async def call(self, tool: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A tool's answer. RuntimeError when it is refused, TooLarge for too large arguments."""
        blob, args, kwargs = split(tool, args, kwargs, self._max_blob)
        count([args, kwargs])
        number = next(self.numbers)
        future = asyncio.get_running_loop().create_future()
        self.waiting[number] = future
        try:
            self.say(
                {"said": "call", "id": number, "tool": tool, "args": args, "kwargs": kwargs}, blob
            )
        except (TypeError, ValueError) as error:
            self.waiting.pop(number, None)
            raise RuntimeError(f"{tool}: its arguments are no JSON ({error}).") from None
        return await future

    def hear(self, body: bytes) -> None:
        """Answers of the studio's."""
        for text, blob in self.messages.feed(body):
            settle(self.waiting, text, blob)


class Runs:
    """Runs one program after another."""

    def __init__(self, channel: Channel, terms: dict[str, Any]):
        self._channel = channel
        self._terms = terms
        self._monty = AsyncMonty()
        self._too_large = ""
        self._room = 0  # bytes that the program may still print
        self.dropped = False  # whether it printed more

    async def open(self) -> None:
        """Start monty's own processes."""
        await self._monty.__aenter__()

    async def run(self, code: str) -> None:
        """Run `code` and say what came of it."""
        self._begin()
        said = await self._said(code)
        if self._too_large:
            said = _over(self._too_large)
        try:
            self._channel.say(said)
        except (TypeError, ValueError) as error:  # a value that JSON does not have
            self._channel.say({"said": "unfit", "text": str(error)[:2000]})

    def _begin(self) -> None:
        self._too_large = ""
        self._room = self._terms["output"] + 1  # the byte over it tells the studio of more
        self.dropped = False

    async def _said(self, code: str) -> dict[str, Any]:
        tools = {name: self._tool(name) for name in self._terms["tools"]}
        try:
            session = self._monty.checkout(
                type_check=self._terms["type_check"],
                type_check_format="concise",
                external_modules={"tools": ExternalModule(tools, stubs=self._terms["stubs"])},
                limits=self._terms["limits"],
            )
            async with await session if asyncio.iscoroutine(session) else session as opened:
                result = await opened.feed_run(code, print_callback=self._print)
            count(result)
            return {"said": "done", "result": result}
        except MontyTypingError as error:
            return _typing(error)
        except MontyRuntimeError as error:
            return _runtime(error)
        except MontyCrashedError as error:
            return _over(f"the interpreter was ended: {error}")
        except TooLarge as error:
            return _over(f"what the program ends with is too large: {error}")
        except MemoryError:
            return _over("what the program hands out is too large")
        except MontyError as error:
            return _error(type(error).__name__, str(error))
        except (TypeError, ValueError, RecursionError) as error:
            return {"said": "unfit", "text": str(error)[:2000]}

    def _tool(self, name: str) -> Any:
        async def tool(*args: Any, **kwargs: Any) -> Any:
            try:
                return await self._channel.call(name, args, kwargs)
            except TooLarge as error:
                # whatever the program makes of it, this was its end
                self._too_large = f"the arguments of {name}() are too large: {error}"
                raise RuntimeError(self._too_large) from None

        return tool

    def _print(self, _stream: str, text: str) -> None:
        data = text.encode(errors="replace")
        self.dropped = self.dropped or len(data) > self._room
        data = data[: self._room]
        self._room -= len(data)
        for start in range(0, len(data), LARGEST_PRINT):
            self._channel.send(OUTPUT, data[start : start + LARGEST_PRINT])


def _over(text: str) -> dict[str, Any]:
    return _error("Limit", text) | {"limit": True}


def _error(kind: str, text: str, frames: list[list[Any]] | None = None) -> dict[str, Any]:
    return {
        "said": "error",
        "kind": kind[:100],
        "text": text[:20000],
        "frames": (frames or [])[-8:],
        "errno": None,
        "limit": False,
    }


def _typing(error: MontyTypingError) -> dict[str, Any]:
    lines = [line for line in str(error).strip().splitlines() if "warning[" not in line]
    return {"said": "refused", "text": "\n".join(lines)[:20000]}


def _runtime(error: MontyRuntimeError) -> dict[str, Any]:
    inner = error.exception()
    if isinstance(inner, TimeoutError):
        return {"said": "stopped", "text": str(inner)[:2000]}
    frames = [[frame.line, _named(frame.function_name)] for frame in error.traceback()[-8:]]
    text = str(inner)
    over = isinstance(inner, MemoryError | RecursionError) or LIMIT_WORDS.search(text)
    return _error(type(inner).__name__, text, frames) | {"limit": bool(over)}


def _named(function: str | None) -> str:
    return "" if function in (None, "<module>") else str(function)[:80]


def _limit(memory_mb: int) -> None:
    """Bound what values may take here, over what Python and monty take already."""
    status = Path("/proc/self/status").read_text()
    has = 1024 * int(status.partition("VmSize:")[2].split()[0])
    most = has + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


async def _serve(terms: dict[str, Any], channel: Channel) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    runs = Runs(channel, terms)
    await runs.open()
    _limit(terms["memory_mb"])
    envelopes = Envelopes(max(MAX_START, MAX_JSON + terms["max_blob"] + 64))
    channel.send(READY)
    running: asyncio.Task[None] | None = None

    async def one(code: str) -> None:
        await runs.run(code)
        ended = {"status": 0, "left": 0, "clean": True, "dropped": runs.dropped}
        channel.send(ENDED, json.dumps(ended).encode())

    while data := await reader.read(CHUNK):
        for kind, body in envelopes.feed(data):
            if kind == START:
                for text, _ in Messages(MAX_START, 0).feed(body):
                    running = asyncio.create_task(one(json.loads(text)["code"]))
            elif kind == TO_PROGRAM:
                channel.hear(body)
    del running
    os._exit(0)  # the studio is gone


def main() -> None:
    """Serve until standard input closes."""
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print is no envelope
    terms = json.loads(os.environ.pop("STUDIO_TERMS"))
    try:
        asyncio.run(_serve(terms, Channel(out, terms["max_blob"])))
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
