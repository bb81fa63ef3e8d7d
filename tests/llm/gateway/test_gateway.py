"""What goes through the gateway, and what does not, over real HTTP."""

import asyncio
import base64
import json
from pathlib import Path

import httpx
import openai
import pytest

from llm.backends.models import load_roster
from llm.gateway.app import create_gateway
from llm.gateway.embeddings import Embedder
from studio.errors import SettingsError
from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway
from tests.llm.gateway.fake_vllm import WORDS, FakeVllm

SHAPE = {"message", "type", "param", "code"}
ODD = {
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"model": "x"}}}],
    "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {}}},
    "structured_outputs": {"choice": ["a", "b"]},
    "logprobs": True,
    "top_logprobs": 3,
    "seed": 2**70,
    "temperature": 0.30000000000000004,
    "unheard_of": {"é": ["\u2028", None]},
    "messages": [
        {
            "role": "user",
            "name": "luca",
            "content": [
                {"type": "text", "text": 'a "model": "studio-vision" in the text'},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            ],
        }
    ],
}


async def test_every_field_reaches_the_model_as_it_was(served: Served, fake: FakeVllm) -> None:
    reply = await served.http.post("/v1/chat/completions", json={"model": ROLES[1], **ODD})
    assert reply.status_code == 200
    assert fake.seen == [{"model": "tiny", **ODD}]


async def test_only_the_name_changes_in_the_bytes(tmp_path: Path) -> None:
    got = b""

    async def upstream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal got
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        got = await reader.readexactly(size)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Odd: \xe9\r\n"
            b"Content-Length: 2\r\n\r\n{}"
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(upstream, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    sent = b'{ "seed" :18446744073709551617,"x":1e2, "model" : "studio\\u002dcode" ,"prompt":"p"}'
    async with server, gateway(external(tmp_path, url)) as gate:
        reply = await gate.http.post("/v1/completions", content=sent)
        assert reply.content == b"{}" and reply.headers["x-odd"] == "é"
    assert got == sent.replace(b'"studio\\u002dcode"', b'"tiny"')


async def test_streams_come_piece_by_piece(tmp_path: Path) -> None:
    fake = FakeVllm("tiny", delay=0.05)
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root)) as gate,
        openai.AsyncOpenAI(base_url=gate.root + "/v1", api_key="x", max_retries=0) as client,
    ):
        stream = await client.chat.completions.create(
            model=ROLES[0],
            messages=[{"role": "user", "content": "hi"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        running, words, usage = [], [], None
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                words.append(chunk.choices[0].delta.content.strip())
                running.append(fake.running)
            usage = chunk.usage or usage
        assert words == WORDS and running[0] == 1, "the first word came while the model spoke"
        assert usage.completion_tokens == len(WORDS)
        metrics = (await gate.http.get("/metrics")).text
        assert f'studio_tokens_total{{kind="completion",model="tiny"}} {len(WORDS)}.0' in metrics


async def test_models_and_health(served: Served) -> None:
    listed = (await served.http.get("/v1/models")).json()["data"]
    assert [card["id"] for card in listed] == [*ROLES, "tiny"]
    assert (await served.http.get("/v1/models/studio-code")).json()["id"] == "studio-code"
    assert (await served.http.get("/v1/models/gpt")).status_code == 404
    for path in ("/health", "/health/live", "/health/ready", "/health/deep"):
        reply = await served.http.get(path)
        assert reply.status_code == 200 and reply.json()["status"] == "ok", path
    models = (await served.http.get("/health/deep")).json()["models"]
    assert models["tiny"]["seconds"] > 0


@pytest.mark.parametrize(
    ("body", "status", "param"),
    [
        (b"{", 400, None),
        (b"[1]", 400, None),
        (b"\xff", 400, None),
        (b"", 400, None),
        (b"[" * 100_000, 400, None),
        (b"{}", 400, "model"),
        (b'{"model": 3}', 400, "model"),
        (b'{"model": "gpt-x"}', 404, "model"),
    ],
)
async def test_bad_bodies(served: Served, body: bytes, status: int, param: str | None) -> None:
    reply = await served.http.post("/v1/chat/completions", content=body)
    assert reply.status_code == status
    assert set(reply.json()["error"]) == SHAPE and reply.json()["error"]["param"] == param


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "http://127.0.0.1:1/secret"}},
        {"type": "image_url", "image_url": "https://example.org/a.png"},
        {"image_url": "file:///etc/passwd"},
        {"type": "video_url", "video_url": {"url": " http://x"}},
        {"type": "audio_url", "audio_url": {"url": None}},
        {"type": "more", "inner": [{"image_url": [{"url": "ftp://x"}]}]},
    ],
)
async def test_media_must_come_with_the_request(served: Served, fake: FakeVllm, part: dict) -> None:
    messages = [{"role": "user", "content": [part]}]
    reply = await served.http.post(
        "/v1/chat/completions", json={"model": ROLES[1], "messages": messages}
    )
    assert reply.status_code == 400 and "data:" in reply.json()["error"]["message"]
    assert not fake.seen


async def test_unknown_paths_and_methods(served: Served) -> None:
    for reply, status in (
        (await served.http.get("/v1/chat/completions"), 405),
        (await served.http.get("/nothing"), 404),
        (await served.http.post("/admin/switch", json={}), 400),
        (await served.http.post("/admin/switch", json={"model": "gpt"}), 404),
    ):
        assert reply.status_code == status and set(reply.json()["error"]) == SHAPE


async def test_errors_of_the_model_have_openais_shape(served: Served) -> None:
    refused = await served.ask("REFUSE this")
    assert refused.status_code == 400 and refused.json()["error"]["message"] == "prompt too long"
    lost = await served.ask("LOST")
    assert lost.status_code == 404 and set(lost.json()["error"]) == SHAPE
    assert "Not Found" in lost.json()["error"]["message"]


async def test_a_truncated_tool_call_is_passed_on(served: Served) -> None:
    content = (await served.ask("TOOL")).json()["choices"][0]["message"]["content"]
    assert content.startswith("<tool_call>") and not content.endswith("</tool_call>")


async def test_the_models_server_may_want_a_key_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeVllm("tiny", key="inner")
    async with fake_served(fake) as root:
        roster = external(tmp_path, root, model={"key_variable": "TINY_KEY"})
        async with gateway(roster) as gate:
            wrong = await gate.ask()
            assert wrong.status_code == 502 and "TINY_KEY" in wrong.json()["error"]["message"]
            monkeypatch.setenv("TINY_KEY", "inner")
            assert (await gate.ask()).status_code == 200


async def test_key(tmp_path: Path, fake: FakeVllm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_LLM_API_KEY", "sésame")
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        for path in ("/v1/models", "/admin/status", "/metrics", "/health/deep"):
            reply = await gate.http.get(path)
            assert reply.status_code == 401 and set(reply.json()["error"]) == SHAPE
        assert (await gate.http.get("/health/live")).status_code == 200
        wrong = {"Authorization": "Bearer nonsense"}
        body = {"model": ROLES[0], "messages": []}
        refused = await gate.http.post("/v1/chat/completions", headers=wrong, json=body)
        assert refused.status_code == 401 and not fake.seen
        gate.http.headers = httpx.Headers({b"Authorization": b"Bearer " + "sésame".encode()})
        assert (await gate.ask()).status_code == 200
        assert "authorization" not in fake.headers[0], "the gateway's key stays with it"


def test_open_to_others_needs_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_LLM_API_KEY", raising=False)
    roster = external(tmp_path, "http://127.0.0.1:1", gateway={"host": "0.0.0.0"})
    with pytest.raises(SettingsError, match="STUDIO_LLM_API_KEY"):
        create_gateway(roster, "test")


async def test_web_pages_are_kept_out(served: Served, fake: FakeVllm) -> None:
    body = {"model": ROLES[0], "messages": [{"role": "user", "content": "x"}]}
    for headers in ({"Origin": "https://example.org"}, {"Host": "rebound.example.org"}):
        reply = await served.http.post("/v1/chat/completions", json=body, headers=headers)
        assert reply.status_code == 403
    assert not fake.seen
    local = await served.http.post(
        "/v1/chat/completions", json=body, headers={"Origin": "http://localhost:3000"}
    )
    assert local.status_code == 200


async def test_size_limit(tmp_path: Path, fake: FakeVllm) -> None:
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root, gateway={"max_body_mb": 0.001})) as gate,
    ):
        assert (await gate.ask("x" * 2000)).status_code == 413

        async def unannounced():
            for _ in range(30):
                yield b"x" * 100

        reply = await gate.http.post("/v1/chat/completions", content=unannounced())
        assert reply.status_code == 413 and not fake.seen


async def test_embeddings_of_this_process(tmp_path: Path, fake: FakeVllm) -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        return [[float(len(text)), 0.5] for text in texts]

    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root), embedder=Embedder("studio-embedding", embed, 2)) as gate,
        openai.AsyncOpenAI(base_url=gate.root + "/v1", api_key="x", max_retries=0) as client,
    ):
        made = await client.embeddings.create(model="studio-embedding", input=["ab", "abc"])
        assert [item.embedding for item in made.data] == [[2.0, 0.5], [3.0, 0.5]]
        packed = await gate.http.post(
            "/v1/embeddings",
            json={"model": "studio-embedding", "input": "ab", "encoding_format": "base64"},
        )
        raw = packed.json()["data"][0]["embedding"]
        assert len(base64.b64decode(raw)) == 8
        for wrong in ({"input": []}, {"input": [3]}, {"input": "a", "dimensions": 7}, {}):
            reply = await gate.http.post(
                "/v1/embeddings", json={"model": "studio-embedding", **wrong}
            )
            assert reply.status_code == 400 and set(reply.json()["error"]) == SHAPE
        listed = (await gate.http.get("/v1/models")).json()["data"]
        assert listed[-1]["id"] == "studio-embedding"


async def test_the_offline_profile_serves_the_planner(tmp_path: Path) -> None:
    shipped = load_roster()
    paths = shipped.paths.model_copy(update={"state": tmp_path})
    async with gateway(shipped.model_copy(update={"paths": paths}), "offline") as gate:
        await gate.ready()
        schema = {"type": "json_schema", "json_schema": {"name": "Film", "schema": {}}}
        text = (
            '## BRIEF\n```json\n{"text": "Luca waving"}\n```\n\n'
            '## CHARACTERS\n```json\n[{"name": "Luca"}]\n```'
        )
        reply = await gate.http.post(
            "/v1/chat/completions",
            json={
                "model": "studio-reasoning",
                "temperature": 0,
                "response_format": schema,
                "messages": [
                    {"role": "system", "content": "You are the director of a studio."},
                    {"role": "user", "content": text},
                ],
            },
        )
        assert reply.status_code == 200, reply.text
        assert reply.headers["x-studio-cache"] == "bypass", "its rules may change overnight"
        film = json.loads(reply.json()["choices"][0]["message"]["content"])
        assert film["shots"][0]["cast"][0]["action"] == "wave"
        pid = gate.studio.supervisor.pid(next(iter(gate.studio.backends)))
        assert Path(f"/proc/{pid}").exists()
    assert not Path(f"/proc/{pid}").exists(), "the planner's process ends with the gateway"
