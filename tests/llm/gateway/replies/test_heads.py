"""What comes before a body is bounded, and asked by whom, on every route of both servers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from llm.endpoint import LocalEndpoint
from llm.server import ServerSettings
from tests.llm.gateway.conftest import external, fake_served, gateway
from tests.llm.gateway.fake_vllm import FakeVllm

KIB = 1024


@contextlib.asynccontextmanager
async def _gateway(tmp_path: Path) -> AsyncIterator[str]:
    async with fake_served(FakeVllm("tiny")) as root, gateway(external(tmp_path, root)) as gate:
        yield gate.root


@contextlib.asynccontextmanager
async def _planner(tmp_path: Path) -> AsyncIterator[str]:
    async with LocalEndpoint() as endpoint:
        yield endpoint.base_url.removesuffix("/v1")


@pytest.fixture(params=[_gateway, _planner], ids=["gateway", "planner"])
async def root(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    async with request.param(tmp_path) as root:
        yield root


async def exchange(root: str, *pieces: bytes) -> tuple[bytes, int]:
    """What the server at `root` says to these pieces, and how many bytes of them it let in."""
    address = urlsplit(root)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    sent = 0
    answer = asyncio.ensure_future(reader.read())
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            if answer.done():
                break
            writer.write(piece)
            sent += len(piece)
            async with asyncio.timeout(20):
                await writer.drain()
            await asyncio.sleep(0)
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionError):
            return await answer, sent
        return b"", sent


HEAD = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"


def piecewise(data: bytes, size: int = 16 * KIB) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


ENDLESS = {
    "one header": HEAD + b"X-Big: ",
    "the name of a header": HEAD + b"X",
    "the address": b"GET /",
    "trailers": b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nX-Big: ",
    "the extension of a chunk": b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n1;x=",
}
MORE = [b"a" * 16 * KIB] * 2048  # 32 MiB: several times what the system holds between two sockets


@pytest.mark.parametrize("name", ENDLESS)
async def test_an_endless_head_is_cut_off(root: str, name: str) -> None:
    said, sent = await exchange(root, ENDLESS[name], *MORE)
    assert sent < sum(map(len, MORE)), "all of it was taken"
    assert b" 200 " not in said[:20]
    if name in ("one header", "the name of a header", "the address"):
        assert said.startswith(b"HTTP/1.1 431 ") and b'"code": "head_too_large"' in said


async def test_a_whole_head_over_the_limit_is_refused(root: str) -> None:
    said, _ = await exchange(root, HEAD + b"X-Big: " + b"a" * 80 * KIB + b"\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 431 ")


async def test_too_many_headers_are_refused(root: str) -> None:
    for count, status in ((95, b"200"), (101, b"431"), (20_000, b"431")):
        lines = b"".join(b"X-%d: 1\r\n" % number for number in range(count))
        said, _ = await exchange(root, HEAD + lines[: 60 * KIB] + b"\r\n\r\n")
        assert said.startswith(b"HTTP/1.1 " + status), (count, said[:60])


async def test_a_large_head_within_the_limit_is_read(root: str) -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(50))
    said, _ = await exchange(root, *piecewise(HEAD + lines + b"\r\n", 700))
    assert said.startswith(b"HTTP/1.1 200 ")


async def test_a_large_body_in_small_chunks_is_no_head(root: str) -> None:
    head = (
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10\r\n" + b" " * 16 + b"\r\n"
    said, _ = await exchange(root, *piecewise(head + chunk * 20_000 + b"0\r\n\r\n"))
    assert said.startswith(b"HTTP/1.1 400 ") and b"JSON" in said


async def test_the_heads_of_many_requests_do_not_add_up(root: str) -> None:
    one = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Big: " + b"a" * 6000 + b"\r\n\r\n"
    said, _ = await exchange(root, *piecewise(one * 20 + HEAD + b"\r\n"))
    assert said.count(b"HTTP/1.1 200 ") == 21


ROUTES = ("/health", "/health/live", "/health/ready", "/openapi.json", "/v1/models", "/nowhere")


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_no_route_answers_a_foreign_name(root: str, headers: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=root) as http:
        for route in ROUTES:
            reply = await http.get(route, headers=headers)
            assert reply.status_code == 403, route
            assert reply.json()["error"]["code"] == "foreign_host"
        for host in ("127.0.0.1:1", "localhost", "[::1]:80"):
            assert (await http.get("/health", headers={"Host": host})).status_code == 200


async def test_with_a_key_only_who_knows_it_may_name_any_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_LLM_API_KEY", "sesame")
    async with (
        _gateway(tmp_path) as root,
        LocalEndpoint(settings=ServerSettings(api_key="sesame")) as planner,
        httpx.AsyncClient(headers={"Host": "studio.example"}) as http,
    ):
        for address in (root, planner.base_url.removesuffix("/v1")):
            for route in ("/health", "/openapi.json", "/v1/models"):
                assert (await http.get(address + route)).status_code == 403
                known = {"Authorization": "Bearer sesame"}
                assert (await http.get(address + route, headers=known)).status_code == 200
