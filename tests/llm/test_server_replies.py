"""The client and the small model's asker before servers with ways of their own, over real HTTP."""

import asyncio
import contextlib
import json

import pytest

from llm.cascade.brain import Brain, BrainError, RunningServer, Spent
from llm.client import CreativeIntent, StudioClient
from llm.leases import Leases
from studio.errors import EndpointError
from studio.replies.dialect import Dialect
from tests.agents.endpoint import Endpoint, Reply, completion

INTENT = {
    "summary": "Luca waves",
    "characters": ["Luca"],
    "action": "wave",
    "emotion": "joy",
    "emotion_strength": 0.8,
    "place": "harbour",
    "time_of_day": "day",
    "spoken": [],
    "medium": "shot",
}
TEXT = json.dumps(INTENT)
SCHEMA = {"type": "object", "properties": {"colour": {"type": "string"}}}


def whole(message, finish_reason="stop", **more):
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return Reply(body=json.dumps({"choices": [choice], **more}))


@pytest.fixture
async def endpoint():
    async with Endpoint(lambda role, sections: "") as running:
        yield running


@pytest.fixture
async def client(endpoint):
    async with StudioClient(endpoint.base_url, retries=0, repairs=0) as opened:
        yield opened


@pytest.mark.parametrize(
    "reply",
    [
        whole({"content": f"<think>Hm {{}}</think>{TEXT}"}, usage=None),
        whole({"content": None, "reasoning_content": TEXT}, usage={"prompt_tokens": None}),
        whole({"content": [{"type": "text", "text": TEXT}]}, None),
        whole({"content": f"Sure:\n```json\n{TEXT}\n```\nDone."}),
        Reply(
            body=f"data: {json.dumps({'choices': [{'delta': {'content': TEXT}}]})}\n\n"
            "data: [DONE]\n\n",
            headers={"content-type": "text/event-stream"},
        ),
    ],
)  # fmt: skip
async def test_the_client_reads_what_it_can(endpoint, client, reply):
    endpoint.planned = [reply]
    assert await client.creative_intent("Luca waves") == CreativeIntent(**INTENT)


@pytest.mark.parametrize(
    "reply, told",
    [
        (Reply(body="<html>", headers={"content-type": "text/html"}), "no chat completion: <html>"),
        (Reply(body='{"error": {"message": "no GPU"}}'), "is an error: .*no GPU"),
        (whole({"content": None}), "answers with nothing"),
        (whole({"content": TEXT + TEXT.replace("joy", "fear")}), "2 different objects"),
    ],
)
async def test_the_client_tells_what_it_cannot_read(endpoint, client, reply, told):
    endpoint.planned = [reply]
    with pytest.raises(EndpointError, match=told):
        await client.creative_intent("Luca waves")


async def test_the_client_does_without_what_a_server_refuses(endpoint, client):
    body = json.dumps({"error": {"message": "unknown", "param": "response_format"}})
    endpoint.planned = [Reply(status=400, body=body), *[whole({"content": TEXT})] * 2]
    for asked in (2, 3):
        await client.creative_intent("Luca waves")
        assert len(endpoint.requests) == asked
    assert ["response_format" in request for request in endpoint.requests] == [True, False, False]
    assert "JSON Schema" in endpoint.requests[2]["messages"][0]["content"]


async def test_the_client_takes_one_program(endpoint, client):
    endpoint.planned = [whole({"content": "<think>```python\nx\n```</think>```python\ny = 1\n```"})]
    assert await client.write_code("one") == "y = 1\n"
    endpoint.planned = [whole({"content": "```python\nx\n```\nor\n```python\ny\n```"})]
    with pytest.raises(EndpointError, match="2 programs"):
        await client.write_code("one")


async def asked(endpoint, brain=None):
    brain = brain or Brain(RunningServer(endpoint.base_url.removesuffix("/v1"), "m"))
    spent = Spent()
    said = [{"role": "user", "content": "A colour."}]
    return await asyncio.to_thread(brain.ask, said, SCHEMA, 60, spent), brain, spent


async def test_the_small_model_s_reply_is_read_in_the_same_way(endpoint):
    usage = {"prompt_tokens": None, "completion_tokens": 3}
    reply = whole({"content": '<think></think>{"colour": "red",}'}, None, usage=usage)
    endpoint.planned = [reply]
    found, _, spent = await asked(endpoint)
    assert found == {"colour": "red"}
    assert (spent.requests, spent.prompt_tokens, spent.completion_tokens) == (1, 0, 3)


async def test_the_small_model_s_server_may_refuse_what_is_llama_cpp_s_own(endpoint):
    body = json.dumps({"error": {"message": "Unrecognized request argument: cache_prompt"}})
    fine = Reply(body=completion('{"colour": "red"}'))
    endpoint.planned = [Reply(status=400, body=body), fine, fine]
    _, brain, _ = await asked(endpoint)
    await asked(endpoint, brain)
    assert brain.known.dialect == Dialect(left_out=frozenset({"cache_prompt"}))
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize(
    "reply, told",
    [
        (Reply(body="<html>"), "no reply"),
        (Reply(status=500, body="oh"), "answers 500"),
        (whole({"content": '{"colour": "red"}'}, "length"), "cut short"),
        (whole({"content": "red"}), "no JSON"),
        (whole({"content": '["red"]'}), "no JSON object"),
    ],
)
async def test_a_reply_that_is_none_is_the_small_model_s_error(endpoint, reply, told):
    endpoint.planned = [reply]
    with pytest.raises(BrainError, match=told):
        await asked(endpoint)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, "[]", "answers rubbish"),
        (200, "{}", "grants no lease"),
        (200, "not JSON", "does not answer"),
        (400, '{"error": "all is lent"}', "refuses: all is lent"),
        (400, '{"error": {"message": "all is lent"}}', "refuses: all is lent"),
        (503, "{}", "refuses: 503"),
    ],
)
async def test_a_gateway_that_answers_rubbish_lends_nothing(status, body, told):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server, contextlib.aclosing(Leases(address, timeout=5)) as leases:
        with pytest.raises(EndpointError, match=told):
            async with leases.lease(1.0, "painter", wait=0):
                pass
