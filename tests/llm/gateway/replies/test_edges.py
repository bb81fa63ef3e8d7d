"""The edges of HTTP, before servers that answer byte for byte as told."""

import asyncio
import json
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from llm.gateway.embeddings import Embedder
from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway
from tests.llm.gateway.fake_vllm import FakeVllm
from tests.llm.gateway.raw import raw, whole

CHAT = "/v1/chat/completions"


async def test_what_is_no_json_is_not_kept(tmp_path: Path) -> None:
    answer = whole(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
        b'{"choices": ['
    )
    async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
        for _ in range(2):
            assert (await gate.ask(temperature=0)).headers["x-studio-cache"] == "miss"


async def test_headers_of_one_connection_stay_on_it(tmp_path: Path) -> None:
    heads: list[bytes] = []

    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        heads.append(head.lower())
        writer.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n"
            b"connection: close, X-Mine\r\nx-mine: 1\r\nx-theirs: 2\r\n"
            b"x-studio-cache: hit\r\n\r\n{}"
        )

    async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
        address = urlsplit(gate.root)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        body = json.dumps({"model": ROLES[0], "messages": []}).encode()
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close, x-hop\r\n"
            b"X-Hop: secret\r\nX-Title: caf\xc3\xa9\r\nX-Two: 1\r\nX-Two: 2\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        reply = (await reader.read()).lower()
        writer.close()
    assert b"x-theirs: 2" in reply and b"x-mine" not in reply
    assert reply.count(b"x-studio-cache") == 1
    assert b"x-hop" not in heads[0] and "x-title: café".encode() in heads[0]
    assert b"x-two: 1" in heads[0] and b"x-two: 2" in heads[0]


async def test_redirections_are_not_followed(tmp_path: Path, fake: FakeVllm) -> None:
    async with fake_served(fake) as elsewhere:
        answer = whole(
            b"HTTP/1.1 307 Go\r\ncontent-length: 0\r\nlocation: "
            + f"{elsewhere}{CHAT}\r\n\r\n".encode()
        )
        async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
            reply = await gate.ask()
            assert reply.status_code == 502
            assert reply.json()["error"]["code"] == "upstream_status" and not fake.seen


async def test_a_refusal_that_hangs_is_still_told(tmp_path: Path) -> None:
    async def answer(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 No\r\ncontent-length: 100\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(60)

    limits = {"gateway": {"idle_seconds": 0.2}}
    async with raw(answer) as root, gateway(external(tmp_path, root, **limits)) as gate:
        async with asyncio.timeout(20):
            reply = await gate.ask()
        assert reply.status_code == 500 and reply.json()["error"]["type"] == "server_error"


async def test_no_connection_is_no_slow_answer(tmp_path: Path) -> None:
    """A server whose queue of connections is full: nothing was sent, so it is tried again."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(8)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        limits = {"gateway": {"connect_seconds": 0.2, "retries": 1}}
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        async with gateway(external(tmp_path, url, **limits)) as gate:
            reply = await gate.ask()
            assert reply.status_code == 502
            assert reply.json()["error"]["code"] == "upstream_unreachable"
            metrics = (await gate.http.get("/metrics")).text
            assert 'studio_retries_total{model="tiny"} 1.0' in metrics
        for each in waiting:
            each.close()


@pytest.mark.parametrize("depth", [300, 1010])
async def test_deep_nesting_is_no_fault_of_ours(served: Served, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    reply = await served.http.post(
        CHAT,
        content=f'{{"model": "{ROLES[0]}", "temperature": 0, "deep": {deep}, '
        f'"tools": {{"model": "x"}}, "messages": [{{"role": "user", "content": "x"}}]}}',
    )
    assert reply.status_code == (200 if depth == 300 else 400)


async def test_the_cache_can_be_refused_in_any_spelling(served: Served, fake: FakeVllm) -> None:
    body = {"model": ROLES[0], "temperature": 0, "messages": [{"role": "user", "content": "x"}]}
    for wish in ("No-Store", "no-cache", "max-age=0, NO-CACHE"):
        reply = await served.http.post(CHAT, json=body, headers={"Cache-Control": wish})
        assert reply.headers["x-studio-cache"] == "bypass"
    assert len(fake.seen) == 3
    named = await served.http.get("/v1/models", headers={"Host": "LocalHost:80"})
    assert named.status_code == 200


async def test_pipelined_requests_are_answered_in_order(served: Served, fake: FakeVllm) -> None:
    address = urlsplit(served.root)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    for text in ("one", "zwei 二", "three"):
        body = json.dumps(
            {"model": ROLES[0], "messages": [{"role": "user", "content": text}]}, ensure_ascii=False
        ).encode()
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
    async with asyncio.timeout(10):
        for _ in range(3):
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
            json.loads(await reader.readexactly(length))
    writer.close()
    assert [b["messages"][0]["content"] for b in fake.seen] == ["one", "zwei 二", "three"]


async def test_several_choices_come_through(served: Served, fake: FakeVllm) -> None:
    reply = await served.ask(n=3, logprobs=True, stream_options={"include_usage": True})
    assert reply.status_code == 200
    assert fake.seen[0]["n"] == 3 and fake.seen[0]["stream_options"] == {"include_usage": True}


async def test_a_connection_that_takes_nothing_is_ended(tmp_path: Path) -> None:
    """Not only its request: closing it would wait for ever for what it does not read."""
    fake = FakeVllm("tiny")
    fake.flood = True
    limits = {"gateway": {"stall_seconds": 0.5}}
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        address = urlsplit(gate.root)
        body = json.dumps({"model": ROLES[0], "stream": True, "messages": [{"content": "ENDLESS"}]})
        with socket.create_connection((address.hostname, address.port)) as idle:
            head = f"POST {CHAT} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            idle.sendall((head + body).encode())
            ends = (address.port, idle.getsockname()[1])
            assert ends in connections()
            async with asyncio.timeout(30):
                while ends in connections():
                    await asyncio.sleep(0.1)


def connections() -> set[tuple[int, int]]:
    """Own and foreign port of every connection (proc(5))."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    pairs = (line.split()[1:3] for line in lines)
    return {(int(own[-4:], 16), int(foreign[-4:], 16)) for own, foreign in pairs}


async def test_embeddings_whose_client_left_do_not_pile_up(tmp_path: Path, fake: FakeVllm) -> None:
    running = most = 0

    def embed(texts: list[str]) -> list[list[float]]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        gone.wait(0.3)
        running -= 1
        return [[1.0] for _ in texts]

    gone = threading.Event()
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root), embedder=Embedder("one", embed, 1)) as gate,
    ):
        body = {"model": "one", "input": "x"}
        for _ in range(4):
            with pytest.raises(httpx.ReadTimeout):
                await gate.http.post("/v1/embeddings", json=body, timeout=0.05)
        gone.set()
        assert (await gate.http.post("/v1/embeddings", json=body)).status_code == 200
    assert most == 1
