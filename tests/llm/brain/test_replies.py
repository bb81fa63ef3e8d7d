"""Replies of a real llama.cpp with real weights, as the crew's own client reads them."""

import asyncio
import socket
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from autogen_core.models import SystemMessage, UserMessage
from pydantic import BaseModel, create_model

from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from llm.backends.backend import Backend
from llm.backends.command import arguments, variables
from llm.backends.models import Roster
from llm.backends.supervisor import free_port
from studio.errors import EndpointError
from studio.replies.dialect import Dialect, Server
from studio.replies.noun import read_noun
from studio.settings import Llm
from tests.llm.brain.conftest import SMALL

CONTEXT = 1024  # tokens
Boat = create_model("Boat", colour=(str, ...), masts=(int, ...))
ASKED = [
    SystemMessage(content="You describe boats. Reply with one JSON object: colour, masts."),
    UserMessage(content="A red boat with two masts.", source="studio"),
]


@pytest.fixture(scope="module")
def loading(small_roster: Roster) -> Iterator[str]:
    """The base URL of a server that has just begun to load its model."""
    model = small_roster.models[SMALL]
    backend = Backend(SMALL, model.model_copy(update={"flags": {"ctx-size": CONTEXT}}))
    backend.root = f"http://127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        arguments(backend, small_roster.paths),
        env=variables(backend, small_roster.paths),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"{backend.root}/v1"
    finally:
        process.terminate()
        process.wait(30)


async def listening(base_url: str) -> None:
    """Return once somebody answers there."""
    address = urlsplit(base_url)
    async with asyncio.timeout(120):
        while True:
            try:
                socket.create_connection((address.hostname, address.port)).close()
                return
            except OSError:
                await asyncio.sleep(0.05)


async def asked(
    base_url: str, known: Server, messages: list[Any] = ASKED, **more: Any
) -> BaseModel:
    llm = Llm(timeout=300, temperature=0, max_tokens=64)
    await listening(base_url)
    async with connect(base_url, llm) as connection:
        client = EndpointClient(connection, base_url, SMALL, llm, 3, known=known)
        result = await client.create(messages, json_output=Boat, extra_create_args=more)
    assert result.usage.completion_tokens > 4
    return read_noun(str(result.content), Boat)


async def test_a_server_that_loads_is_waited_for(loading: str) -> None:
    assert set((await asked(loading, Server())).model_dump()) == {"colour", "masts"}


async def test_a_stream_is_read(loading: str) -> None:
    more = {"stream": True, "stream_options": {"include_usage": True}}
    assert set((await asked(loading, Server(), **more)).model_dump()) == {"colour", "masts"}


async def test_without_a_schema_it_is_told_in_words(loading: str) -> None:
    for dialect in (Dialect(plain_json=True), Dialect(left_out=frozenset({"response_format"}))):
        assert set((await asked(loading, Server(dialect))).model_dump()) == {"colour", "masts"}


async def test_a_prompt_longer_than_the_context_is_told(loading: str) -> None:
    long = [UserMessage(content="boat " * CONTEXT, source="studio")]
    with pytest.raises(EndpointError, match=r"longer than the context .*--ctx-size"):
        await asked(loading, Server(), long)


async def test_what_it_refuses_is_left_out(loading: str) -> None:
    known = Server()
    await asked(loading, known, seed="three")
    assert known.dialect == Dialect(left_out=frozenset({"seed"}))


async def test_a_schema_that_it_cannot_follow(loading: str) -> None:
    schema = {"name": "Boat", "schema": Boat.model_json_schema() | {"type": "boat"}}
    known = Server()
    wanted = {"type": "json_schema", "json_schema": schema}
    llm = Llm(timeout=300, temperature=0, max_tokens=64)
    await listening(loading)
    async with connect(loading, llm) as connection:
        client = EndpointClient(connection, loading, SMALL, llm, 3, known=known)
        more = {"response_format": wanted}
        result = await client.create(ASKED, extra_create_args=more)
    assert known.dialect == Dialect(plain_json=True) and "{" in str(result.content)
