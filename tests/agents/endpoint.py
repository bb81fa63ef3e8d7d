"""A small endpoint that speaks the OpenAI protocol over real HTTP, and misbehaves when told to."""

import asyncio
import base64
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from studio.conversation import REPLIES, read_sections
from studio.settings import RoleModels

ROLE_OF = {reply: role for role, reply in REPLIES.items()}
Brain = Callable[[str, dict[str, Any]], str]
HANG, DIE, SILENT, FLOOD = "hang", "die", "silent", "flood"
_PROMPTED = re.compile(r"You are the (\w+)")


@dataclass
class Reply:
    """One planned answer: a body with a status, or a way to fail; `pause`: seconds before it."""

    status: int = 200
    body: str | bytes = ""
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = ""
    pause: float = 0.0


def completion(text: str, finish_reason: str = "stop", model: str = "test") -> str:
    """The body of a chat completion."""
    return json.dumps(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [
                {
                    "index": 0,
                    "finish_reason": finish_reason,
                    "message": {"role": "assistant", "content": text},
                }
            ],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }
    )


class Endpoint:
    """Answers with `brain(role, sections)`, unless `planned` holds a reply for the next request.
    `refuses` gives the reply to a request that is not taken. `seeing` are the models that it says
    can be shown pictures; `listing` is sent instead of the list of models. `requests` and `heads`
    are what came: bodies, and headers in lower case."""

    def __init__(self, brain: Brain):
        self.brain = brain
        self.planned: list[Reply | None] = []
        self.refuses: Callable[[dict[str, Any]], Reply | None] | None = None
        self.seeing: tuple[str, ...] = ()
        self.listing: Reply | None = None
        self.requests: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.base_url = ""

    async def __aenter__(self) -> "Endpoint":
        self._connections: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.base_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def roles(self) -> list[str]:
        """Who was asked, in order."""
        return [role_of(request) for request in self.requests]

    def sections(self, role: str) -> list[dict[str, Any]]:
        """What a role was sent, request by request."""
        return [sections_of(r) for r in self.requests if role_of(r) == role]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._connections.add(task)
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if head.startswith("get "):
            return await self._list_models(writer)
        pairs = (line.partition(": ") for line in head.splitlines()[1:] if line)
        headers = {name: value for name, _, value in pairs}
        request = json.loads(await reader.readexactly(int(headers["content-length"])))
        if head.startswith("post /tokenize"):  # which many endpoints do not have
            writer.write(b"HTTP/1.1 404 X\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
            return True
        self.requests.append(request)
        self.heads.append(headers)
        reply = self.planned.pop(0) if self.planned else None
        reply = reply or (self.refuses(request) if self.refuses else None)
        if reply is None:
            reply = Reply(body=completion(self.brain(role_of(request), sections_of(request))))
        if reply.manner == HANG:
            await asyncio.sleep(3600)
        await asyncio.sleep(reply.pause)
        if reply.manner == SILENT:
            return False
        if reply.manner == FLOOD:
            await _flood(writer)
            return False
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        told = {"content-type": "application/json", "content-length": str(len(body))}
        lines = "".join(f"{k}: {v}\r\n" for k, v in (told | reply.headers).items())
        if reply.manner == DIE:
            body = body[: len(body) // 2]
        writer.write(f"HTTP/1.1 {reply.status} X\r\n{lines}\r\n".encode() + body)
        await writer.drain()
        return reply.manner != DIE

    async def _list_models(self, writer: asyncio.StreamWriter) -> bool:
        names = RoleModels().model_dump().values()
        cards = [{"id": name, "capabilities": {"vision": name in self.seeing}} for name in names]
        reply = self.listing or Reply(body=json.dumps({"object": "list", "data": cards}))
        body = str(reply.body).encode()
        writer.write(
            f"HTTP/1.1 {reply.status} X\r\ncontent-length: {len(body)}\r\n".encode()
            + "".join(f"{k}: {v}\r\n" for k, v in reply.headers.items()).encode()
            + b"content-type: application/json\r\n\r\n"
            + body
        )
        await writer.drain()
        return True


async def _flood(writer: asyncio.StreamWriter) -> None:
    """A reply that has no end, until nobody listens."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
        await writer.drain()


def role_of(request: dict[str, Any]) -> str:
    """The role that a request is for, told by the reply that it wants, else by its prompt."""
    wanted = request.get("response_format", {}).get("json_schema")
    if wanted and wanted["name"] in ROLE_OF:
        return ROLE_OF[wanted["name"]]
    return _PROMPTED.search(request["messages"][0]["content"])[1]  # ty: ignore[not-subscriptable]


def sections_of(request: dict[str, Any]) -> dict[str, Any]:
    """The sections of a request's last message."""
    content = request["messages"][-1]["content"]
    return read_sections(content if isinstance(content, str) else content[0]["text"])


def pictures_of(request: dict[str, Any]) -> list[Image.Image]:
    """The pictures of a request's last message."""
    content = request["messages"][-1]["content"]
    urls = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    return [Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))) for url in urls]
