"""The gateway against its own OpenAPI document."""

import asyncio
import importlib.util
import sys
from pathlib import Path

import pytest

from llm.backends.models import Roster
from llm.gateway.embeddings import Embedder
from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway
from tests.llm.gateway.fake_vllm import FakeVllm

KEY = "a key"
CONFIG = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture
async def keyed(fake: FakeVllm, tmp_path: Path, monkeypatch):
    """A gateway that asks for a key, before a fake, with an embedding of two numbers."""
    monkeypatch.setenv(Roster(models={}, profiles={}).gateway.key_variable, KEY)
    embedder = Embedder("two", lambda texts: [[len(text), 1.0] for text in texts], 2)
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root), embedder=embedder) as gate,
    ):
        yield gate


@pytest.mark.skipif(
    importlib.util.find_spec("schemathesis") is None, reason="schemathesis is not installed"
)
async def test_schemathesis_finds_nothing(keyed: Served, fake: FakeVllm, tmp_path: Path) -> None:
    """Hundreds of requests made from the document, right and wrong ones, with and without the key;
    each answer must be one that the document promises."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
        *("run", f"{keyed.root}/openapi.json", "--header", f"Authorization: Bearer {KEY}"),
        cwd=tmp_path,  # where it leaves a cache
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert {str(body["model"]) for body in fake.seen} == {"tiny"}  # some came through


async def test_the_document_names_models_and_asks_for_the_key(keyed: Served) -> None:
    document = (await keyed.http.get("/openapi.json")).json()
    chat = document["paths"]["/v1/chat/completions"]["post"]
    body = chat["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["model"]["enum"] == [*ROLES, "tiny"]
    [scheme] = chat["security"][0]
    assert document["components"]["securitySchemes"][scheme]["scheme"] == "bearer"
    assert "security" not in document["paths"]["/health/live"]["get"]


async def test_allow_names_all_methods_of_a_path(served: Served) -> None:
    for path, allowed in (
        ("/admin/lease/x", "DELETE, POST"),
        ("/admin/lease", "POST"),
        ("/v1/models", "GET"),
        ("/v1/chat/completions", "POST"),
    ):
        refused = await served.http.patch(path)
        assert refused.status_code == 405 and refused.headers["allow"] == allowed
        assert refused.json()["error"]["type"] == "invalid_request_error"
