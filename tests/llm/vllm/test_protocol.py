"""OpenAI's protocol, through the gateway, as a real vLLM speaks it."""

import base64
import io
import json

import jsonschema
import openai
import pytest
from PIL import Image

from llm.client import StudioClient
from tests.llm.vllm.conftest import TEXT, VISION

REASONING, SEEING, CODING = "studio-reasoning", "studio-vision", "studio-code"
ASKED = [{"role": "user", "content": "Say something."}]
SCHEMA = {
    "type": "object",
    "properties": {
        "mood": {"enum": ["calm", "excited"]},
        "takes": {"type": "integer", "minimum": 1, "maximum": 9},
        "title": {"type": "string", "maxLength": 30},
    },
    "required": ["mood", "takes", "title"],
    "additionalProperties": False,
}
# Without free text: guided decoding lets control characters into it, and vLLM's parser of tool
# calls then hands the call on as text (the last test of tools).
CALLED = {
    "type": "object",
    "properties": {name: SCHEMA["properties"][name] for name in ("mood", "takes")},
    "required": ["mood", "takes"],
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "render", "parameters": CALLED, "strict": True}}


def picture(colour: tuple[int, int, int]) -> dict:
    """A part of a message: one plain picture."""
    encoded = io.BytesIO()
    Image.new("RGB", (84, 56), colour).save(encoded, "PNG")
    data = base64.b64encode(encoded.getvalue()).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}


@pytest.fixture
async def model(endpoint):
    """OpenAI's own client."""
    async with openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="local", timeout=300) as it:
        yield it.chat.completions


def fits(text: str, schema: dict = SCHEMA) -> bool:
    """Raises where `text` is not what the schema wants."""
    jsonschema.validate(json.loads(text, strict=False), schema)
    return True


async def test_chat_is_the_same_for_the_same_seed(model):
    async def said(seed):
        reply = await model.create(
            model=REASONING,
            messages=ASKED,
            max_tokens=24,
            temperature=1,
            seed=seed,
            extra_headers={"Cache-Control": "no-store"},
        )
        assert reply.model == TEXT and reply.usage.completion_tokens <= 24
        return reply.choices[0].message.content

    assert await said(1) == await said(1) != await said(2)


async def test_stream_says_what_the_whole_answer_says(model):
    asked = {"model": CODING, "messages": ASKED, "max_tokens": 40, "temperature": 0}
    whole = await model.create(**asked, extra_headers={"Cache-Control": "no-store"})
    stream = await model.create(
        **asked,
        stream=True,
        stream_options={"include_usage": True},
        extra_headers={"Cache-Control": "no-store"},
    )
    chunks = [chunk async for chunk in stream]
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices]
    assert "".join(pieces) == whole.choices[0].message.content
    assert len(pieces) > 5 and chunks[-1].usage.completion_tokens == whole.usage.completion_tokens


async def test_replies_keep_to_a_schema(model):
    wanted = {"type": "json_schema", "json_schema": {"name": "take", "schema": SCHEMA}}
    for seed in range(10):
        reply = await model.create(
            model=REASONING, messages=ASKED, seed=seed, max_tokens=300, response_format=wanted
        )
        assert reply.choices[0].finish_reason == "stop"
        assert fits(reply.choices[0].message.content)


async def test_fields_of_vllm_alone_are_passed_on(model):
    reply = await model.create(
        model=REASONING,
        messages=ASKED,
        max_tokens=20,
        extra_body={"structured_outputs": {"choice": ["wide", "close"]}, "return_token_ids": True},
    )
    said = reply.choices[0].message.content
    assert said in ("wide", "close")
    assert len(reply.choices[0].token_ids) == len(said) + 1  # a token a byte, and the end


@pytest.mark.parametrize(
    "choice", ["required", {"type": "function", "function": {"name": "render"}}]
)
async def test_tool_calls_keep_to_their_schema(model, choice):
    reply = await model.create(
        model=REASONING,
        messages=ASKED,
        tools=[TOOL],
        tool_choice=choice,
        seed=3,
        max_tokens=400,
        parallel_tool_calls=False,
    )
    [call] = reply.choices[0].message.tool_calls
    assert call.function.name == "render" and fits(call.function.arguments, CALLED)


async def test_call_that_is_cut_short_comes_as_text(model):
    """So whoever uses tool calls must look at `content` too, and ask again."""
    reply = await model.create(
        model=REASONING, messages=ASKED, tools=[TOOL], tool_choice="required", max_tokens=15
    )
    [choice] = reply.choices
    assert choice.finish_reason == "length" and not choice.message.tool_calls
    assert choice.message.content.startswith("<tool_call>")


async def test_pictures_are_seen(model):
    async def said(*colours):
        content = [*map(picture, colours), {"type": "text", "text": "What is this?"}]
        reply = await model.create(
            model=SEEING,
            messages=[{"role": "user", "content": content}],
            max_tokens=16,
            temperature=0,
        )
        assert reply.model == VISION
        return reply.choices[0].message.content

    red, blue = (220, 20, 20), (20, 20, 220)
    assert await said(red) != await said(blue)
    assert await said(red, blue)  # several at once


async def test_picture_from_an_address_is_refused_before_vllm_fetches_it(model):
    part = {"type": "image_url", "image_url": {"url": "http://127.0.0.1:9/x.png"}}
    with pytest.raises(openai.BadRequestError, match="data:"):
        await model.create(model=SEEING, messages=[{"role": "user", "content": [part]}])


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"temperature": -3}, "temperature"),
        ({"max_tokens": 10**6}, "max_tokens|max_completion_tokens|context"),
        ({"messages": [{"role": "user", "content": "long " * 40_000}]}, "context|length|token"),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "x", "schema": {"type": "nonsense"}},
                }
            },
            "nonsense|schema|type",
        ),
        ({"messages": [{"role": "user", "content": [picture((1, 2, 3))]}]}, "image|multimodal"),
    ],
)
async def test_bad_requests_are_told_in_openais_shape(model, wrong, told):
    asked = {"model": REASONING, "messages": ASKED, **wrong}
    with pytest.raises(openai.BadRequestError, match=told) as error:
        await model.create(**asked)
    assert error.value.status_code == 400 and error.value.body["message"]


async def test_unknown_model_is_named(model):
    with pytest.raises(openai.NotFoundError, match="studio-nobody"):
        await model.create(model="studio-nobody", messages=ASKED)


async def test_cached_answer_is_the_models_own(model, http):
    body = {"model": REASONING, "messages": ASKED, "seed": 71, "temperature": 1, "max_tokens": 12}
    replies = [await http.post("/v1/chat/completions", json=body) for _ in range(2)]
    assert [r.headers["x-studio-cache"] for r in replies] == ["miss", "hit"]
    assert replies[0].json() == replies[1].json()


async def test_metrics_count_what_vllm_counts(endpoint, model, http):
    async def counted():
        url = endpoint.status()[TEXT]["url"]
        text = (await http.get(f"{url}/metrics")).text
        lines = [line for line in text.splitlines() if line.startswith("vllm:generation_tokens_")]
        theirs = sum(float(line.split()[-1]) for line in lines if "_created" not in line)
        return theirs, endpoint.total("studio_tokens_total", model=TEXT, kind="completion")

    before = await counted()
    await model.create(model=REASONING, messages=ASKED, seed=99, max_tokens=30)
    after = await counted()
    assert after[0] - before[0] == after[1] - before[1] > 0


async def test_health_asks_the_awake_model(http):
    deep = (await http.get("/health/deep")).json()
    assert deep["status"] == "ok", deep


async def test_typed_client(endpoint):
    async with StudioClient(endpoint.base_url) as studio:
        frames = [
            base64.b64decode(picture((200, 10 * i, 0))["image_url"]["url"].split(",")[1])
            for i in range(6)
        ]
        intent = await studio.creative_intent("Luca waves in the harbour.")
        seen = await studio.analyse_video(frames, "What happens?")
    assert intent.medium in ("picture", "shot", "voice")
    assert all(moment.frame < 64 for moment in seen.moments)
