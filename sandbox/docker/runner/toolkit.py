"""`tools` as the program sees it: each call is a message to the host and an answer from it.
Standard library only."""

import asyncio
import itertools
import json
import os
import socket
import types
from collections.abc import Coroutine
from typing import Any

from .keeping import split
from .values import TooLarge, count
from .wire import CHUNK, MAX_JSON, Messages, message, settle


class Toolkit:
    """The program's end of the channel."""

    def __init__(self, channel: int, max_blob: int):
        self._socket = socket.socket(fileno=channel)
        self._messages = Messages(MAX_JSON, max_blob)
        self._max_blob = max_blob
        self._numbers = itertools.count(1)
        self.too_large = ""
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def say(self, value: dict[str, Any], blob: bytes = b"") -> None:
        """Send one message; waits while the host takes it."""
        self._socket.setblocking(True)
        self._socket.sendall(message(value, blob))

    def hear(self) -> dict[str, Any]:
        """The first message: what to run. Nothing else comes before a call is made."""
        while True:
            data = self._socket.recv(CHUNK)
            if not data:
                os._exit(0)
            for text, _ in self._messages.feed(data):
                return json.loads(text)

    def call(self, tool: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> asyncio.Future[Any]:
        """Begin a call now; its answer comes with the future."""
        self._listen()
        number = next(self._numbers)
        blob, args, kwargs = split(tool, args, kwargs, self._max_blob)
        try:
            count([args, kwargs])
        except TooLarge as error:
            # whatever the program makes of it, this was its end
            self.too_large = f"the arguments of {tool}() are too large: {error}"
            raise RuntimeError(self.too_large) from None
        self.say({"said": "call", "id": number, "tool": tool, "args": args, "kwargs": kwargs}, blob)
        future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        return future

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop = loop
            loop.add_reader(self._socket.fileno(), self._receive)

    def _receive(self) -> None:
        self._socket.setblocking(False)
        try:
            data = self._socket.recv(CHUNK)
        except BlockingIOError:
            return
        if not data:
            os._exit(1)  # nobody listens any more
        for text, blob in self._messages.feed(data):
            settle(self._waiting, text, blob)


def tools_module(toolkit: Toolkit, names: list[str]) -> types.ModuleType:
    """The module `tools`: one function a tool."""
    module = types.ModuleType("tools", "The studio's tools.")

    def function(name: str) -> Any:
        def tool(*args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
            future = toolkit.call(name, args, kwargs)

            async def answer() -> Any:
                return await future

            return answer()

        tool.__name__ = tool.__qualname__ = name
        return tool

    for name in names:
        setattr(module, name, function(name))
    return module
