"""Model servers with ways of their own behind the gateway, over real HTTP."""

import json
from pathlib import Path

import pytest

from llm.client import StudioClient
from tests.agents.endpoint import Endpoint, Reply, completion
from tests.llm.gateway.conftest import external, gateway


@pytest.mark.parametrize(
    "bad", ['{"error": {"message": "no GPU"}}', '{"object": "error", "message": "no GPU"}', "[]"]
)
async def test_an_error_in_a_good_status_is_passed_on_and_not_kept(
    tmp_path: Path, bad: str
) -> None:
    async with Endpoint(lambda role, sections: "") as server:
        server.planned = [Reply(body=bad), Reply(body=completion("fine"))]
        root = server.base_url.removesuffix("/v1")
        async with gateway(external(tmp_path, root)) as gate:
            assert (await gate.ask(temperature=0)).text == bad
            again = await gate.ask(temperature=0)
            assert again.json()["choices"][0]["message"]["content"] == "fine"
            third = await gate.ask(temperature=0)
    assert third.headers["x-studio-cache"] == "hit" and len(server.requests) == 2


@pytest.mark.parametrize(
    "usage, counted",
    [
        (None, 0),
        ({"prompt_tokens": None, "completion_tokens": 4}, 4),
        ({"completion_tokens": 4}, 4),
        ([], 0),
    ],
)
async def test_what_is_not_counted_is_nothing(tmp_path: Path, usage, counted: int) -> None:
    body = json.loads(completion("fine")) | {"usage": usage}
    async with Endpoint(lambda role, sections: "") as server:
        server.planned = [Reply(body=json.dumps(body))]
        root = server.base_url.removesuffix("/v1")
        async with gateway(external(tmp_path, root)) as gate:
            assert (await gate.ask()).status_code == 200
            told = (await gate.http.get("/metrics")).text
    assert f'studio_tokens_total{{kind="completion",model="tiny"}} {counted}.0' in told


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs", "input": {"temperature": 0}}]},
        {"object": "error", "message": "unknown", "param": "seed", "code": 400},
        {"error": {"message": "unknown", "param": "seed"}},
    ],
)
async def test_a_refused_parameter_is_named_to_the_client(tmp_path: Path, body: dict) -> None:
    async with Endpoint(lambda role, sections: "") as server:
        server.planned = [Reply(status=422, body=json.dumps(body))]
        root = server.base_url.removesuffix("/v1")
        async with gateway(external(tmp_path, root)) as gate:
            reply = await gate.ask()
    assert reply.status_code == 422 and reply.json()["error"]["param"] == "seed"


async def test_events_that_nobody_asked_for_are_read_by_the_client(tmp_path: Path) -> None:
    events = f"data: {json.dumps({'choices': [{'delta': {'content': 'x = 1'}}]})}\n\n"
    stream = {"content-type": "text/event-stream"}
    async with Endpoint(lambda role, sections: "") as server:
        server.planned = [Reply(body=f"{events}data: [DONE]\n\n", headers=stream)]
        root = server.base_url.removesuffix("/v1")
        async with (
            gateway(external(tmp_path, root)) as gate,
            StudioClient(gate.root + "/v1", retries=0) as client,
        ):
            assert await client.write_code("x is one") == "x = 1\n"
