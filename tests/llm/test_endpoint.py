"""The server as the real `openai` client and plain HTTP see it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import openai
import pytest

from llm.endpoint import LocalEndpoint, bind
from llm.server import MODELS, ServerSettings
from studio.errors import EndpointError
from studio.replies.completion import spent

ROOT = Path(__file__).parents[2]
HELLO = [{"role": "user", "content": "hello"}]
LONE_SURROGATE = b'{"model": "studio-code", "messages": [{"role": "user", "content": "\\ud83d"}]}'
BRIEF = [
    {"role": "system", "content": "You are the director of an animation studio."},
    {
        "role": "user",
        "content": '## BRIEF\n```json\n{"text": "Luca waving"}\n```\n\n'
        '## CHARACTERS\n```json\n[{"name": "Luca"}]\n```',
    },
]


async def test_rules_spend_no_tokens_of_a_model(client: openai.AsyncOpenAI) -> None:
    reply = await client.chat.completions.create(model="studio-reasoning", messages=BRIEF)
    assert reply.usage.total_tokens > 0 and spent(reply.model_dump()) == (0, 0)


async def test_models_and_health(client: openai.AsyncOpenAI, endpoint: LocalEndpoint) -> None:
    assert [model.id for model in (await client.models.list()).data] == list(MODELS)
    assert (await client.models.retrieve("studio-vision")).id == "studio-vision"
    async with httpx.AsyncClient() as http:
        health = await http.get(endpoint.base_url.removesuffix("/v1") + "/health")
    assert health.json()["status"] == "ok"


async def test_whole_and_streamed_replies_are_the_same(client: openai.AsyncOpenAI) -> None:
    whole = await client.chat.completions.create(model="studio-reasoning", messages=BRIEF)
    stream = await client.chat.completions.create(
        model="studio-reasoning",
        messages=BRIEF,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = [chunk async for chunk in stream]
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert json.loads(text)["shots"][0]["cast"][0]["action"] == "wave"
    assert len(chunks) > 4 and chunks[0].choices[0].delta.role == "assistant"
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage == whole.usage and not chunks[-1].choices
    assert whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens > 0


async def test_a_stream_without_usage_ends_with_the_finish_reason(
    client: openai.AsyncOpenAI,
) -> None:
    stream = await client.chat.completions.create(model="studio-code", messages=HELLO, stream=True)
    chunks = [chunk async for chunk in stream]
    assert chunks[-1].choices[0].finish_reason == "stop" and all(c.usage is None for c in chunks)


async def test_max_tokens_cuts_and_says_so(client: openai.AsyncOpenAI) -> None:
    reply = await client.chat.completions.create(model="studio-code", messages=HELLO, max_tokens=3)
    assert reply.choices[0].finish_reason == "length" and reply.usage.completion_tokens == 3


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"model": "gpt-x"}, 404, "model"),
        ({"messages": []}, 400, "messages"),
        ({"messages": [{"role": "alien", "content": "hi"}]}, 400, "messages.0.role"),
        ({"messages": "hi"}, 400, "messages"),
        ({"n": 2}, 400, "n"),
        ({"temperature": 9}, 400, "temperature"),
        ({"max_tokens": 0}, 400, "max_tokens"),
        ({"response_format": {"type": "xml"}}, 400, "response_format.type"),
        ({"response_format": {"type": "json_schema"}}, 400, "response_format.json_schema"),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "Poem", "schema": {}},
                }
            },
            400,
            "response_format",
        ),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "Program", "schema": {}},
                }
            },
            400,
            "messages",
        ),
    ],
)
async def test_bad_parameters_are_named(
    client: openai.AsyncOpenAI, change: dict, status: int, param: str
) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        await client.post(
            "/chat/completions",
            body={"model": MODELS[0], "messages": HELLO, **change},
            cast_to=object,
        )
    assert caught.value.status_code == status
    assert set(caught.value.body) == {"message", "type", "param", "code"}
    assert caught.value.body["param"] == param and caught.value.body["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"model": 3}', LONE_SURROGATE]
)
async def test_bad_bodies_are_refused_with_400(endpoint: LocalEndpoint, body: bytes) -> None:
    async with httpx.AsyncClient(base_url=endpoint.base_url) as http:
        reply = await http.post("/chat/completions", content=body)
        assert reply.status_code == 400 and reply.json()["error"]["type"] == "invalid_request_error"


async def test_unknown_paths_and_methods_answer_in_the_same_shape(endpoint: LocalEndpoint) -> None:
    async with httpx.AsyncClient(base_url=endpoint.base_url) as http:
        for reply, status in (
            (await http.get("/nothing"), 404),
            (await http.get("/chat/completions"), 405),
        ):
            assert reply.status_code == status
            assert set(reply.json()["error"]) == {"message", "type", "param", "code"}


async def test_key_and_size_limit() -> None:
    settings = ServerSettings(api_key="sésame", max_bytes=2000)
    async with (
        LocalEndpoint(settings=settings) as served,
        httpx.AsyncClient(base_url=served.base_url) as http,
    ):
        body = {"model": MODELS[0], "messages": HELLO}
        assert (await http.post("/chat/completions", json=body)).status_code == 401
        wrong = await http.get("/models", headers={"Authorization": "Bearer nonsense"})
        assert wrong.status_code == 401 and wrong.json()["error"]["code"] == "invalid_api_key"
        http.headers = httpx.Headers({b"Authorization": b"Bearer " + "sésame".encode()})
        assert (await http.post("/chat/completions", json=body)).status_code == 200
        body["messages"] = [{"role": "user", "content": "x" * 3000}]
        assert (await http.post("/chat/completions", json=body)).status_code == 413

        async def unannounced():
            for _ in range(30):
                yield b"x" * 100

        assert (await http.post("/chat/completions", content=unannounced())).status_code == 413


async def test_many_clients_at_once(client: openai.AsyncOpenAI) -> None:
    asked = [client.chat.completions.create(model=MODELS[0], messages=BRIEF) for _ in range(40)]
    replies = await asyncio.gather(*asked)
    assert len({reply.choices[0].message.content for reply in replies}) == 1
    assert len({reply.id for reply in replies}) == 40


async def test_the_endpoint_stops_and_can_be_started_again() -> None:
    for _ in range(2):
        async with LocalEndpoint() as served:
            port = served.port
        with pytest.raises(OSError, match=r"refused|Connect"):
            socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_taken_port_is_an_error_with_a_fix(endpoint: LocalEndpoint) -> None:
    with pytest.raises(EndpointError, match="another port"):
        LocalEndpoint(port=endpoint.port).start()


def test_the_command_serves_and_ends_on_a_signal(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    command = [sys.executable, "-m", "llm.serve", "--ready-file", str(ready)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        base_url = process.stdout.readline().strip()
        with openai.OpenAI(base_url=base_url, api_key="unused") as client:
            assert client.models.list().data
        assert ready.read_text() == base_url
        process.terminate()
        process.wait(timeout=20)


def test_the_command_refuses_to_be_open_without_a_key() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "STUDIO_LLM_API_KEY"}
    command = [sys.executable, "-m", "llm.serve", "--host", "0.0.0.0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2 and "STUDIO_LLM_API_KEY" in done.stderr


async def test_small_answers_are_sent_at_once() -> None:
    """With Nagle's algorithm on, every answer waits for the client's delayed acknowledgement."""
    seen = asyncio.get_running_loop().create_future()

    async def look(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("socket")
        seen.set_result(peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    listener = bind("127.0.0.1", 0)
    async with await asyncio.start_server(look, sock=listener):
        _, writer = await asyncio.open_connection(*listener.getsockname())
        assert await seen
        writer.close()
