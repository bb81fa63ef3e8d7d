"""Servers that refuse a parameter, or a request that is too long, over real HTTP."""

import json

import pytest
from autogen_core.models import UserMessage

from studio.errors import EndpointError
from studio.nouns.brief import Brief
from studio.nouns.program import Program
from tests.agents.endpoint import Reply

pytestmark = pytest.mark.usefixtures("impatient")

BRIEF = Brief(text="a bright card")
TEXT = '{"code": "1"}'
ASKED = [UserMessage(content="A program, please.", source="studio")]


@pytest.fixture
def client(client, endpoint):
    """Whatever it asks, the reply is the same."""
    endpoint.brain = lambda role, sections: TEXT
    return client


async def said(client):
    return (await client.create(ASKED, json_output=Program)).content


# What a server refuses, in whose words, and what it is sent then.
def openai_error(message, param=None, **more):
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, **more}}


def unknown(name):
    return lambda request: openai_error(f"Unrecognized request argument: {name}", name)


def fastapi(name):
    detail = {"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs", "input": 1}
    return lambda request: {"detail": [detail]}


STRICT = {
    "seed": (400, "seed", unknown("seed")),
    "temperature in words alone": (
        400,
        "temperature",
        lambda r: openai_error("Unsupported value: 'temperature' does not support 0.2."),
    ),
    "response_format of FastAPI": (422, "response_format", fastapi("response_format")),
    "max_tokens as text": (400, "max_tokens", lambda r: "max_tokens is not known"),
    "seed of a server that repeats the request": (
        422,
        "seed",
        lambda r: {"detail": [{"loc": ["body", "seed"], "msg": "no", "input": r}]},
    ),
}


def strict(endpoint, name, status, words):
    """`endpoint` refuses requests with `name` in them."""
    endpoint.refuses = lambda r: (
        Reply(status=status, body=json.dumps(words(r))) if name in r else None
    )


@pytest.mark.parametrize("case", STRICT)
async def test_a_refused_parameter_is_left_out_and_that_is_remembered(rig, endpoint, case):
    status, name, words = STRICT[case]
    strict(endpoint, name, status, words)
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved"
    assert [name in request for request in endpoint.requests] == [True, False, False, False, False]
    kept = {"response_format", "seed", "temperature", "max_tokens"} - {name}
    assert all(kept <= set(request) for request in endpoint.requests)
    told = [event.data.get("text", "") for event in rig.events if event.kind == "notice"]
    assert sum(f"no {name}" in text for text in told) == 1


async def test_extra_parameters_are_left_out_too(endpoint, client):
    extra = {"stop": ["x"], "logprobs": True, "top_k": 3, "chat_template_kwargs": {}}

    def refuses(request):
        named = [name for name in extra if name in request]
        words = openai_error(f"Unknown parameter: '{named[0]}'.") if named else None
        return Reply(status=400, body=json.dumps(words)) if named else None

    endpoint.refuses = refuses
    for asked in (5, 6):
        await client.create(ASKED, json_output=Program, extra_create_args=extra)
        assert len(endpoint.requests) == asked
    assert not set(extra) & set(endpoint.requests[-1])


async def test_the_newer_name_of_the_limit(rig, endpoint):
    message = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead."
    )
    strict(endpoint, "max_tokens", 400, lambda r: openai_error(message, "max_tokens"))
    assert (await rig.crew(endpoint.base_url).produce(BRIEF)).outcome == "approved"
    limits = [request.get("max_completion_tokens") for request in endpoint.requests]
    assert limits == [None, *[rig.settings.llm.max_tokens] * 4]


async def test_the_most_that_a_server_writes(endpoint, client):
    message = "max_tokens is too large: 6144. This model supports at most 2048 completion tokens"
    too_many = Reply(status=400, body=json.dumps(openai_error(message, "max_tokens")))
    endpoint.refuses = lambda r: too_many if r["max_tokens"] > 2048 else None
    await said(client)
    await said(client)
    assert [request["max_tokens"] for request in endpoint.requests] == [6144, 2048, 2048]


async def test_json_by_no_schema_where_a_server_knows_none(rig, endpoint):
    def refuses(request):
        kind = request.get("response_format", {}).get("type")
        words = openai_error("response_format.type: one of 'text', 'json_object'")
        return Reply(status=400, body=json.dumps(words)) if kind == "json_schema" else None

    endpoint.refuses = refuses
    assert (await rig.crew(endpoint.base_url).produce(BRIEF)).outcome == "approved"
    kinds = [request["response_format"]["type"] for request in endpoint.requests]
    assert kinds == ["json_schema", *["json_object"] * 4]
    prompts = [request["messages"][0]["content"] for request in endpoint.requests]
    assert ["JSON Schema" in prompt for prompt in prompts] == [False, True, True, True, True]


async def test_a_chat_template_without_a_system(rig, endpoint):
    def refuses(request):
        words = openai_error("System role not supported")
        has = request["messages"][0]["role"] == "system"
        return Reply(status=400, body=json.dumps(words)) if has else None

    endpoint.refuses = refuses
    assert (await rig.crew(endpoint.base_url).produce(BRIEF)).outcome == "approved"
    first, *others = endpoint.requests
    assert len(others) == 4 and [m["role"] for m in others[0]["messages"]] == ["user"]
    words = [message["content"] for message in first["messages"]]
    assert others[0]["messages"][0]["content"] == "\n\n".join(words)


async def test_a_server_that_goes_on_refusing_is_told_and_nothing_is_remembered(endpoint, client):
    endpoint.refuses = lambda r: Reply(
        status=400, body=json.dumps(openai_error("seed and temperature are sent: moon is full"))
    )
    with pytest.raises(EndpointError, match=r"status 400 .*moon is full"):
        await said(client)
    assert len(endpoint.requests) == 2 and not client.take_news()
    endpoint.refuses = None
    await said(client)
    assert "seed" in endpoint.requests[-1]


TOO_LONG = {
    "vLLM": "'max_tokens' or 'max_completion_tokens' is too large: 6144. This model's maximum "
    "context length is 8192 tokens and your request has 6000 input tokens (6144 > 8192 - 6000).",
    "OpenAI": "This model's maximum context length is 8192 tokens. However, you requested 12144 "
    "tokens (6000 in the messages, 6144 in the completion). Please reduce the length.",
}


@pytest.mark.parametrize("whose", TOO_LONG)
async def test_a_reply_that_would_not_fit_may_be_shorter(endpoint, client, whose):
    endpoint.planned = [Reply(status=400, body=json.dumps(openai_error(TOO_LONG[whose])))]
    await said(client)
    await said(client)  # another prompt may well be shorter
    assert [request["max_tokens"] for request in endpoint.requests] == [6144, 2192, 6144]


@pytest.mark.parametrize(
    "body",
    [
        openai_error("The request exceeds the available context size, try increasing it", code=400)
        | {"n_prompt_tokens": 9000, "n_ctx": 8192},
        openai_error("This model's maximum context length is 8192 tokens. However, you requested "
                     "15144 tokens (9000 in the messages, 6144 in the completion)."),
        openai_error("too long", code="context_length_exceeded"),
    ],
)  # fmt: skip
async def test_a_prompt_that_does_not_fit_is_told(endpoint, client, body):
    endpoint.planned = [Reply(status=400, body=json.dumps(body))]
    with pytest.raises(EndpointError, match=r"longer than the context of m .*--ctx-size"):
        await said(client)
    assert len(endpoint.requests) == 1
