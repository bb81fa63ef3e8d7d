"""Replies as real servers give them, over real HTTP: read where they can be, else told in words."""

import json
import time
from email.utils import formatdate

import pytest
from autogen_core.models import UserMessage

from studio.errors import EndpointError
from studio.nouns.brief import Brief
from studio.nouns.program import Program
from tests.agents.brain import answer
from tests.agents.endpoint import Reply, completion, role_of, sections_of

pytestmark = pytest.mark.usefixtures("impatient")

BRIEF = Brief(text="a bright card")
TEXT = '{"code": "1"}'
ASKED = [UserMessage(content="A program, please.", source="studio")]


def whole(message, finish_reason="stop", **more):
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    return json.dumps({"choices": [choice], **more})


def events(*pieces, reason="stop", end="data: [DONE]\n\n", **more):
    chunks = [{"choices": [{"index": 0, "delta": piece}]} for piece in pieces]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}], **more})
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + end


STREAM = {"content-type": "text/event-stream"}
CALL = {"id": "1", "type": "function", "function": {"name": "Program", "arguments": TEXT}}
BODIES = {
    "no role": Reply(body=whole({"content": TEXT})),
    "parts": Reply(body=whole({"content": [{"type": "text", "text": TEXT[:5]}, TEXT[5:]]})),
    "parts with thoughts": Reply(
        body=whole(
            {"content": [{"type": "thinking", "thinking": []}, {"type": "text", "text": TEXT}]}
        )
    ),
    "an object": Reply(body=whole({"role": "assistant", "content": json.loads(TEXT)})),
    "a call": Reply(body=whole({"content": None, "tool_calls": [CALL]}, "tool_calls")),
    "a call twice": Reply(body=whole({"content": "", "tool_calls": [CALL, CALL]})),
    "an older call": Reply(body=whole({"content": None, "function_call": CALL["function"]})),
    "filed as thoughts": Reply(body=whole({"content": None, "reasoning_content": f"\n{TEXT}"})),
    "filed as reasoning": Reply(body=whole({"content": "", "reasoning": f"```json\n{TEXT}\n```"})),
    "thoughts beside it": Reply(body=whole({"content": TEXT, "reasoning_content": "{hm}"})),
    "a mark of byte order": Reply(body=b"\xef\xbb\xbf" + whole({"content": TEXT}).encode()),
    "UTF-16": Reply(body=whole({"content": TEXT}).encode("utf-16")),
    "a stream": Reply(body=events({"role": "assistant"}, {"content": TEXT}), headers=STREAM),
    "a stream called JSON": Reply(body=events({"content": TEXT[:4]}, {"content": TEXT[4:]})),
    "a stream with comments": Reply(
        body=": hello\r\n\r\n" + events({"content": TEXT}), headers=STREAM
    ),
    "a stream without its mark": Reply(body=events({"content": TEXT}, end=""), headers=STREAM),
    "a stream of a call": Reply(
        body=events(
            {"tool_calls": [{"index": 0, "function": {"name": "Program", "arguments": TEXT[:6]}}]},
            {"tool_calls": [{"index": 0, "function": {"arguments": TEXT[6:]}}]},
        ),
        headers=STREAM,
    ),
}  # fmt: skip


async def said(client):
    result = await client.create(ASKED, json_output=Program)
    return json.loads(result.content.strip().removeprefix("```json").removesuffix("```"))


@pytest.mark.parametrize("name", BODIES)
async def test_the_text_is_found(endpoint, client, name):
    endpoint.planned = [BODIES[name]]
    assert await said(client) == json.loads(TEXT)
    assert len(endpoint.requests) == 1


async def test_a_charset_of_its_own_is_read(endpoint, client):
    body = json.dumps({"choices": [{"message": {"content": '{"code": "é"}'}}]}, ensure_ascii=False)
    latin = {"content-type": "application/json; charset=ISO-8859-1"}
    endpoint.planned = [
        Reply(body=body.encode("latin-1"), headers=latin),
        Reply(body=body.encode(), headers=latin),  # says so, and is UTF-8 all the same
        Reply(body=body.encode("latin-1")),
    ]
    assert await said(client) == {"code": "é"} and await said(client) == {"code": "é"}
    with pytest.raises(EndpointError, match="not UTF-8"):
        await said(client)


@pytest.mark.parametrize(
    "usage, counted",
    [
        (None, (0, 0)),
        ({"prompt_tokens": None, "completion_tokens": None}, (0, 0)),
        ({"prompt_tokens": 7}, (7, 0)),
        ({"prompt_tokens": "7", "completion_tokens": 2.0}, (0, 2)),
        ({"prompt_tokens": -1, "completion_tokens": float("inf")}, (0, 0)),
        ([], (0, 0)),
        ("none", (0, 0)),
    ],
)
async def test_what_is_not_counted_is_nothing(endpoint, client, usage, counted):
    endpoint.planned = [Reply(body=whole({"content": TEXT}, usage=usage))]
    used = (await client.create(ASKED, json_output=Program)).usage
    assert (used.prompt_tokens, used.completion_tokens) == counted


@pytest.mark.parametrize(
    "reason, tokens, read",
    [("length", 9, "length"), (None, 64, "length"), (None, 9, "unknown"), ("eos", 64, "unknown")],
)
async def test_why_it_ended(endpoint, client, reason, tokens, read):
    client.max_tokens = 64
    usage = {"completion_tokens": tokens}
    endpoint.planned = [Reply(body=whole({"content": TEXT}, reason, usage=usage))]
    assert (await client.create(ASKED, json_output=Program)).finish_reason == read


ERRORS = {
    "an error in a good status": (
        Reply(body='{"error": {"message": "no GPU is left"}}'),
        "answered for m with an error \\(no GPU is left",
    ),
    "an error of vLLM": (
        Reply(body='{"object": "error", "message": "bad luck", "code": null}'),
        "answered for m with an error \\(bad luck",
    ),
    "an error in a stream": (
        Reply(body='data: {"error": {"message": "out of memory"}}\n\n', headers=STREAM),
        "with an error \\(out of memory",
    ),
    "a page": (Reply(body="<html>Hello"), "no chat completion: <html>"),
    "nothing": (Reply(body=""), "no chat completion: nothing"),
    "no choice": (Reply(body='{"choices": null}'), "no chat completion"),
    "a choice of none": (Reply(body='{"choices": [null]}'), "no chat completion"),
    "no message": (Reply(body='{"choices": [{"finish_reason": "stop"}]}'), "no chat completion"),
    "a stream that ends early": (
        Reply(body=events({"content": TEXT}, reason=None, end=""), headers=STREAM),
        "in the middle of a reply",
    ),
    "an hour to wait": (
        Reply(status=429, body="{}", headers={"retry-after": "3600"}),
        "Wait 3600 s, as it asks",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_what_cannot_be_read_is_told(endpoint, client, name):
    reply, told = ERRORS[name]
    endpoint.planned = [reply] * 3
    with pytest.raises(EndpointError, match=told):
        await said(client)


def later(seconds):
    return formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429, body="{}", headers={"retry-after": "0"}),
        Reply(status=429, body="{}", headers={"retry-after": later(-60)}),
        Reply(status=503, body='{"error": {"code": 503, "message": "Loading model"}}'),
        Reply(status=503, body='{"error": "Model m is currently loading", "estimated_time": 20}'),
        Reply(body='{"error": {"code": 503, "message": "Loading model"}}'),
    ],
)
async def test_who_is_busy_or_loads_is_waited_for(endpoint, client, reply):
    # More often than an error without a time is tried.
    endpoint.planned = [*[reply] * 6, Reply(body=whole({"content": TEXT}))]
    assert await said(client) == json.loads(TEXT)
    assert len(endpoint.requests) == 7


async def test_a_date_in_the_future_is_waited_for(endpoint, client):
    endpoint.planned = [Reply(status=429, body="{}", headers={"retry-after": later(7200)})]
    with pytest.raises(EndpointError, match=r"Wait 7[12]\d\d s"):
        await said(client)


async def test_a_reply_without_repairs_behind_thoughts(rig, endpoint):
    endpoint.brain = lambda role, s: f"<think>Easy: {{}}.</think>\n{answer(role, s)}"
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved" and "repair" not in rig.kinds()


async def test_what_a_filter_withheld_is_told(rig, endpoint):
    endpoint.planned = [Reply(body=whole({"content": None}, "content_filter"))] * 3
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert "content filter ended it" in outcome.message and "other words" in outcome.fix
    assert "filter withheld it" in sections_of(endpoint.requests[1])["REPAIR"]["error"]
    assert role_of(endpoint.requests[2]) == "director"


async def test_a_program_that_is_cut_off_is_not_run(rig, endpoint):
    cut = completion("```python\nfrom tools import paint_card\na = 1", "length")
    endpoint.planned = [None, None, Reply(body=cut)]
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved" and endpoint.roles().count("coder") == 2
