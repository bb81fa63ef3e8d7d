"""Endpoints that refuse, hang, answer rubbish or die: a clear message, and a session to resume."""

import asyncio
import gzip
import json
import socket

import pytest

from studio.nouns.brief import Brief
from tests.agents.brain import answer
from tests.agents.endpoint import DIE, HANG, SILENT, Endpoint, Reply, completion

pytestmark = pytest.mark.usefixtures("impatient")

BRIEF = Brief(text="a bright card")


def error(status, message, **headers):
    body = json.dumps({"error": {"message": message, "type": "x", "code": None}})
    return Reply(status=status, body=body, headers=headers)


GOOD = completion("{}")
FAILURES = {
    "page": (Reply(body="<html>", headers={"content-type": "text/html"}), "chat completion"),
    "not json": (Reply(body="{nope"), "chat completion"),
    "json without end": (Reply(body="[" * 100_000), "chat completion"),
    "error without end": (Reply(status=500, body="[" * 100_000), "failed with status 500"),
    "other json": (Reply(body='{"hello": 1}'), "chat completion"),
    "no choices": (Reply(body='{"object":"chat.completion","choices":[]}'), "chat completion"),
    "dies in mid-reply": (Reply(body=GOOD, manner=DIE), "in the middle of a reply"),
    "hangs up": (Reply(manner=SILENT), "in the middle of a reply"),
    "wrong key": (Reply(status=401, body='{"error": "Unauthorized"}'), "refused the key (Unauthor"),
    "unknown model": (error(404, "no such model"), "knows no model 'studio-reasoning'"),
    "too long": (
        error(400, "prompt too long"),
        "longer than the context of studio-reasoning (prompt too",
    ),
    "busy": (error(503, "queue full"), "too busy"),
    "limited": (error(429, "slow down"), "too busy"),
    "broken": (error(500, "oh no"), "failed with status 500"),
    "unprintable": (error(500, "\x1b[2Jgone \ud800"), "on studio-reasoning (gone )"),
    "redirect": (
        Reply(status=307, headers={"location": "http://elsewhere.example/v1"}),
        "a redirect (status 307) to http://elsewhere.example/v1, which is not followed",
    ),
    "huge": (Reply(body=b" " * (5 * 2**20)), "is not read: it is larger than 4 MB"),
    "said to be huge": (Reply(headers={"content-length": str(2**41)}), "larger than 4 MB"),
    "huge error": (Reply(status=500, body=b" " * (5 * 2**20)), "larger than 4 MB"),
    "bomb": (
        Reply(body=gzip.compress(bytes(64 * 2**20)), headers={"content-encoding": "gzip"}),
        "larger than 4 MB",
    ),
    "unknown packing": (
        Reply(body=GOOD, headers={"content-encoding": "br"}),
        "it is compressed as 'br', which was not asked for",
    ),
    "aborts": (Reply(body=completion('{"in', "abort")), "aborted the reply"),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_failure_is_told_and_the_session_goes_on(rig, endpoint, name):
    reply, told = FAILURES[name]
    endpoint.planned = [reply] * 3
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert (outcome.outcome, outcome.exit_code, outcome.open) == ("failed", 1, True)
    assert endpoint.base_url in outcome.message and told in outcome.message
    assert "esume" in outcome.fix and "ended" not in rig.kinds()
    endpoint.planned = []
    again = await rig.crew(endpoint.base_url).resume(outcome.session)
    assert again.outcome == "approved"


@pytest.mark.parametrize("name", ["dies in mid-reply", "hangs up", "busy", "broken", "aborts"])
async def test_failure_that_passes_is_not_noticed(rig, endpoint, name):
    endpoint.planned = [FAILURES[name][0]] * 2
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved" and outcome.cost.model_calls == 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(rig, endpoint, status):
    async with Endpoint(answer) as elsewhere:
        place = f"{elsewhere.base_url}/chat/completions"
        endpoint.planned = [Reply(status=status, headers={"location": place})]
        endpoint.listing = Reply(status=status, headers={"location": place})
        outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
        assert place in outcome.message and endpoint.base_url in outcome.message
        assert len(endpoint.requests) == 1 and not elsewhere.requests


async def test_an_endless_reply_is_cut_off(rig):
    """It does not say how long it is."""
    served = 0

    async def serve(reader, writer):
        nonlocal served
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try:
            while served < 64 * 2**20:
                writer.write(b"10000\r\n" + b" " * 2**16 + b"\r\n")
                served += 2**16
                await writer.drain()
        except ConnectionError:
            pass
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        outcome = await rig.crew(url).produce(BRIEF)
    assert url in outcome.message and "larger than 4 MB" in outcome.message
    assert "llm.max_reply_mb" in outcome.fix and served < 32 * 2**20


async def test_a_packed_reply_is_read(rig, endpoint):
    packed = {"content-encoding": "gzip"}
    body = gzip.compress(completion(answer("director", {"BRIEF": BRIEF.model_dump()})).encode())
    endpoint.planned = [Reply(body=body, headers=packed)]
    assert (await rig.crew(endpoint.base_url).produce(BRIEF)).outcome == "approved"


async def test_server_that_names_a_time_is_waited_for(rig, endpoint):
    busy = Reply(status=503, body="{}", headers={"retry-after": "0.01"})
    endpoint.planned = [busy] * 8
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved"


async def test_refused_connection(rig):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"
        outcome = await rig.crew(url).produce(BRIEF)
    assert outcome.exit_code == 1 and f"nothing answers at {url}" in outcome.message


async def test_hanging_endpoint_times_out_once(rig, endpoint):
    rig.settings.llm.timeout = 0.3
    endpoint.planned = [Reply(manner=HANG)]
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert "gave no reply of studio-reasoning within 0.3 s" in outcome.message
    assert len(endpoint.requests) == 1


async def test_wrong_schema_then_right(rig, endpoint):
    endpoint.planned = [Reply(body=completion('{"intent": 3, "shots": "none"}'))]
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "approved"
    repair = endpoint.sections("director")[1]["REPAIR"]
    assert "intent: Input should be a valid string" in repair["error"]
    assert repair["reply"] == '{"intent": 3, "shots": "none"}'


async def test_words_instead_of_json_to_the_end(rig, endpoint):
    endpoint.brain = lambda role, s: "I'd rather not. " * 300
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert "answered the director 3 times with something that is no Film" in outcome.message
    assert "llm.models.director" in outcome.fix
    assert len(endpoint.requests) == 1 + rig.settings.llm.repairs
    assert len(endpoint.sections("director")[2]["REPAIR"]["reply"]) <= 1200


async def test_the_model_that_failed_is_named_not_the_role_s_own(rig, endpoint):
    endpoint.brain = lambda role, s: "No." if role == "analyst" else answer(role, s)
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)  # with nothing to see
    assert "answered the analyst 3 times" in outcome.message
    assert "llm.models.director" in outcome.fix


async def test_always_truncated_names_the_setting(rig, endpoint):
    body = completion('{"intent": "A', "length")
    endpoint.planned = [Reply(body=body.replace(": 10,", ": 6144,"))] * 3
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert "cut off" in outcome.message and outcome.fix.startswith("Raise llm.max_tokens")
    endpoint.planned = [Reply(body=body)] * 3
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert "after 10 tokens, before llm.max_tokens" in outcome.fix
    assert "studio-reasoning with a longer context" in outcome.fix


async def test_endpoint_that_dies_in_mid_session(rig, endpoint):
    def mortal(role, sections):
        if role == "coder":
            endpoint.planned = [error(500, "gone")] * 3
        return answer(role, sections)

    endpoint.brain = mortal
    outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.open and "run" in rig.kinds() and "review" not in rig.kinds()
    asked = endpoint.roles().count("coder")
    again = await rig.crew(endpoint.base_url).resume(outcome.session)
    assert again.outcome == "approved" and endpoint.roles().count("coder") == asked


async def test_one_random_schema_valid_reply_after_another_ends(rig, endpoint):
    """Valid nonsense from every role ends within the budget."""
    nonsense = {
        "director": json.dumps(
            {
                "intent": "",
                "shots": [{"id": "a", "kind": "picture", "cast": [{"character": "Nico"}]}],
            }
        ),
        "analyst": '{"summary":"x"}',
        "coder": '{"code":"x"}',
        "critic": '{"scores":[],"approved":true}',
    }
    endpoint.brain = lambda role, s: nonsense[role]
    async with asyncio.timeout(30):
        outcome = await rig.crew(endpoint.base_url).produce(BRIEF)
    assert outcome.outcome == "failed" and "attempts" in outcome.message
