"""Replies without end, packed or sent elsewhere, to everybody here who asks over HTTP."""

import asyncio
import gzip
from pathlib import Path

import pytest

from llm.backends.probe import Wrong, ask
from llm.client import StudioClient
from llm.endpoint import LocalEndpoint
from studio.errors import EndpointError
from tests.llm.gateway.conftest import external, gateway
from tests.llm.gateway.raw import Answerer, raw, whole

MIB = 2**20
JSON = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n"
PACKED = gzip.compress(b'{"data": [' + b" " * (64 * MIB) + b"]}")
MOST_SENT = 48 * MIB


class Endless:
    """Answers with blanks until it is hung up on; `sent` counts what got away."""

    def __init__(self, head: bytes = JSON) -> None:
        self.head, self.sent = head, 0

    async def __call__(self, _: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(self.head + b"\r\n")
        while self.sent < 2 * MOST_SENT:
            writer.write(b" " * 2**16)
            self.sent += 2**16
            await writer.drain()


def elsewhere(address: str) -> Answerer:
    return whole(
        f"HTTP/1.1 307 X\r\nlocation: {address}\r\ncontent-length: 0\r\n"
        "connection: close\r\n\r\n".encode()
    )


async def test_the_gateway_keeps_no_endless_answer(tmp_path: Path) -> None:
    endless = Endless()
    limits = {"gateway": {"max_reply_mb": 2}}
    async with raw(endless) as root, gateway(external(tmp_path, root, **limits)) as gate:
        reply = await gate.ask()
        assert reply.status_code == 502
        assert reply.json()["error"]["code"] == "upstream_too_large"
        assert "tiny is not passed on: it is larger than 2 MB" in reply.text
    assert endless.sent < MOST_SENT


async def test_the_gateway_keeps_no_endless_line_of_a_stream(tmp_path: Path) -> None:
    endless = Endless(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
    limits = {"gateway": {"max_reply_mb": 2}}
    async with raw(endless) as root, gateway(external(tmp_path, root, **limits)) as gate:
        reply = await gate.ask(stream=True)
        assert '"code":"upstream_too_large"' in reply.text and "[DONE]" not in reply.text
    assert endless.sent < MOST_SENT


async def test_the_gateway_counts_what_is_unpacked(tmp_path: Path) -> None:
    answer = whole(JSON + b"content-encoding: gzip\r\n\r\n" + PACKED)
    async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
        reply = await gate.ask()
        assert reply.status_code == 502 and "larger than 16 MB" in reply.text


async def test_the_gateway_unpacks_what_fits(tmp_path: Path) -> None:
    answer = whole(JSON + b"content-encoding: gzip\r\n\r\n" + gzip.compress(b'{"choices": []}'))
    async with raw(answer) as root, gateway(external(tmp_path, root)) as gate:
        assert (await gate.ask()).json() == {"choices": []}


async def test_a_model_s_first_answer_is_bounded(tmp_path: Path) -> None:
    endless = Endless()
    async with raw(endless) as root, gateway(external(tmp_path, root)) as gate:
        [backend] = gate.studio.backends
        with pytest.raises(Wrong, match="larger than 1 MB"):
            await ask(gate.studio.http, backend, 20)
    assert endless.sent < MOST_SENT


async def test_a_model_s_first_question_goes_nowhere_else(tmp_path: Path) -> None:
    async with (
        LocalEndpoint() as planner,
        raw(elsewhere(f"{planner.base_url}/chat/completions")) as root,
        gateway(external(tmp_path, root)) as gate,
    ):
        [backend] = gate.studio.backends
        with pytest.raises(Wrong, match="307"):
            await ask(gate.studio.http, backend, 20)


BAD = {
    "endless": (lambda _: Endless(), "larger than 4 MB"),
    "packed": (
        lambda _: whole(JSON + b"content-encoding: gzip\r\n\r\n" + PACKED),
        "larger than 4 MB",
    ),
    "said to be large": (
        lambda _: whole(JSON + b"content-length: 99999999999\r\n\r\n"),
        "larger than 4 MB",
    ),
    "elsewhere": (elsewhere, "redirect"),
}


@pytest.mark.parametrize("name", BAD)
async def test_the_studio_s_client_reads_no_such_answer(name: str) -> None:
    make, told = BAD[name]
    async with LocalEndpoint() as planner:
        answer = make(f"{planner.base_url}/chat/completions")
        async with raw(answer) as root, StudioClient(f"{root}/v1", retries=0) as client:
            with pytest.raises(EndpointError, match=told) as caught:
                await client.write_code("x")
            assert root in str(caught.value)
            with pytest.raises(EndpointError, match=told) as caught:
                async with client.lease(1):
                    pass
            assert root in str(caught.value)
        if isinstance(answer, Endless):
            assert answer.sent < MOST_SENT
