"""Models that die, clients that leave, and too many of them."""

import asyncio
import contextlib
import json
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import openai
import pytest

from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway, three_models
from tests.llm.gateway.fake_vllm import WORDS, FakeVllm

CHAT = "/v1/chat/completions"


async def until(condition, seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def asked(text: str, **more) -> dict:
    return {"model": ROLES[0], "messages": [{"role": "user", "content": text}], **more}


@pytest.mark.parametrize("stream", [False, True])
async def test_a_client_that_leaves_ends_the_request(
    served: Served, fake: FakeVllm, stream: bool
) -> None:
    with contextlib.suppress(httpx.ReadTimeout):
        async with served.http.stream(
            "POST", CHAT, json=asked("ENDLESS", stream=stream), timeout=1
        ) as reply:
            async for _ in reply.aiter_bytes():
                break
    await until(lambda: not fake.running)
    assert len(fake.seen) == 1
    lane = served.studio.scheduler.lanes["tiny"]
    await until(lambda: not lane.running)
    await until(lambda: any("499" in line for line in _requests(served)))
    assert (await served.ask()).status_code == 200


def _requests(served: Served) -> list[str]:
    from prometheus_client import generate_latest

    text = generate_latest(served.studio.metrics.registry).decode()
    return [line for line in text.splitlines() if line.startswith("studio_requests_total")]


async def test_a_client_that_leaves_while_it_waits(tmp_path: Path, fake: FakeVllm) -> None:
    roster_for = {"gateway": {"running": 1}}
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **roster_for)) as gate:
        first = asyncio.create_task(gate.ask("ENDLESS", max_tokens=150))
        lane = gate.studio.scheduler.lanes["tiny"]
        await until(lambda: lane.running)
        with pytest.raises(httpx.ReadTimeout):
            await gate.http.post(CHAT, json=asked("second"), timeout=0.2)
        await until(lambda: not lane.waiting)
        third = await gate.ask("third")
        assert third.status_code == 200 and (await first).status_code == 200
        assert [body["messages"][0]["content"] for body in fake.seen] == ["ENDLESS", "third"]


async def test_a_stream_that_breaks_off_says_so(served: Served) -> None:
    reply = await served.ask("BREAK", stream=True)
    last = reply.text.strip().rpartition("\n\n")[2]
    assert json.loads(last.removeprefix("data: "))["error"]["code"] == "upstream_broke_off"
    assert "[DONE]" not in reply.text
    async with openai.AsyncOpenAI(base_url=served.root + "/v1", api_key="x") as client:
        stream = await client.chat.completions.create(
            model=ROLES[0], messages=[{"role": "user", "content": "BREAK"}], stream=True
        )
        with pytest.raises(openai.APIError, match="stream"):
            async for _ in stream:
                pass


async def test_a_process_that_dies_in_a_stream_is_started_again(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path, "all")) as gate:
        await gate.ready()
        reply = await gate.ask("HALF", stream=True)
        events = [line[6:] for line in reply.text.splitlines() if line.startswith("data: ")]
        assert "error" in json.loads(events[-1]), "no half line comes before it"
        assert all(json.loads(event) for event in events)
        again = await gate.ask("hello")
        assert again.status_code == 200, again.text
        assert gate.studio.supervisor.restarts == 1


async def test_requests_wait_for_a_process_that_is_started_again(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path, "all")) as gate:
        await gate.ready()
        # Of a second or so: they are at work when the server ends.
        long = (gate.ask(f"ENDLESS {n}", max_tokens=120) for n in range(5))
        waiting = asyncio.gather(*long)
        await asyncio.sleep(0.2)
        deadly = asyncio.create_task(gate.ask("DIE"))
        others = await waiting
        assert [reply.status_code for reply in others] == [200] * 5
        reply = await deadly
        assert reply.status_code == 502, "what may have ended the server is sent twice at most"
        assert reply.json()["error"]["code"] == "upstream_unreachable"
        assert 1 <= gate.studio.supervisor.restarts <= 2


async def test_nobody_there(tmp_path: Path) -> None:
    async with gateway(external(tmp_path, "http://127.0.0.1:9")) as gate:
        reply = await gate.ask()
        assert reply.status_code == 502 and "tiny" in reply.json()["error"]["message"]
        deep = await gate.http.get("/health/deep")
        assert deep.status_code == 503 and deep.json()["models"]["tiny"]["trouble"]


async def test_an_abort_is_not_taken_for_an_answer(served: Served, fake: FakeVllm) -> None:
    whole = asyncio.create_task(served.ask("ENDLESS", max_tokens=60))
    await until(lambda: fake.running)
    async with httpx.AsyncClient() as direct:
        root = next(iter(served.studio.backends)).root
        await direct.post(root + "/sleep")
        await direct.post(root + "/wake_up")
        reply = await whole
        assert reply.status_code == 200 and len(fake.seen) == 2, "it was asked again"
        assert reply.json()["choices"][0]["finish_reason"] == "stop"
        stream = asyncio.create_task(served.ask("ENDLESS", stream=True, max_tokens=200))
        await until(lambda: fake.running)
        await direct.post(root + "/sleep")
        await direct.post(root + "/wake_up")
        assert '"error"' in (await stream).text and "[DONE]" not in (await stream).text


async def test_a_model_that_never_answers(tmp_path: Path, fake: FakeVllm) -> None:
    limits = {"gateway": {"first_byte_seconds": 0.3}}
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        fake.awake.clear()
        reply = await gate.ask()
        assert reply.status_code == 504 and reply.json()["error"]["code"] == "timeout"
        fake.awake.set()


async def test_a_stream_that_falls_silent(tmp_path: Path) -> None:
    limits = {"gateway": {"idle_seconds": 0.2}}
    fake = FakeVllm("tiny", delay=5)
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        reply = await gate.ask(stream=True)
        assert json.loads(reply.text.strip().rpartition("data: ")[2])["error"]["code"] == "timeout"
        await until(lambda: not fake.running)


async def test_too_many_are_told_when_to_come_back(tmp_path: Path, fake: FakeVllm) -> None:
    limits = {"gateway": {"running": 2, "waiting": 3}}
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        replies = await asyncio.gather(*(gate.ask("ENDLESS", max_tokens=30) for _ in range(12)))
        codes = sorted(reply.status_code for reply in replies)
        assert codes == [200] * 5 + [503] * 7 and fake.most_running == 2
        refused = next(reply for reply in replies if reply.status_code == 503)
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["error"]["code"] == "overloaded"


async def test_a_models_own_refusal_says_when_to_come_back(served: Served) -> None:
    reply = await served.ask("FULL")
    assert reply.status_code == 503 and reply.headers["retry-after"] == "1"


async def test_slow_clients_are_not_waited_for(tmp_path: Path, fake: FakeVllm) -> None:
    limits = {"gateway": {"header_seconds": 0.3, "body_seconds": 0.3}}
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        address = urlsplit(gate.root)
        slow_heads = [
            await asyncio.open_connection(address.hostname, address.port) for _ in range(20)
        ]
        for _, writer in slow_heads:
            writer.write(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nX-S: ")
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"
        )
        assert (await gate.ask()).status_code == 200
        async with asyncio.timeout(10):
            for slow, _ in slow_heads:
                assert await slow.read() == b"", "the connection is closed"
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        for _, each in [*slow_heads, (None, writer)]:
            each.close()


async def test_a_client_that_takes_nothing_is_let_go(tmp_path: Path) -> None:
    limits = {"gateway": {"stall_seconds": 0.3}}
    fake = FakeVllm("tiny")
    async with fake_served(fake) as root, gateway(external(tmp_path, root, **limits)) as gate:
        address = urlsplit(gate.root)
        body = json.dumps(asked("ENDLESS", stream=True)).encode()
        _, writer = await asyncio.open_connection(address.hostname, address.port, limit=1)
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        await until(lambda: fake.running)
        fake.flood = True
        await until(lambda: not fake.running, 30)
        assert gate.studio.scheduler.lanes["tiny"].running == 0
        writer.close()


async def test_two_hundred_streams_at_once(served: Served, fake: FakeVllm) -> None:
    async def one(number: int) -> str:
        reply = await served.ask(f"{number}", stream=True)
        assert reply.status_code == 200
        chunks = [
            json.loads(line[6:]) for line in reply.text.splitlines() if line.startswith("data: {")
        ]
        return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)

    fake.delay = 0.05
    said = await asyncio.gather(*(one(number) for number in range(200)))
    assert set(said) == {" ".join(WORDS) + " "}
    assert fake.most_running > 100 and len(fake.seen) == 200
    assert served.studio.scheduler.lanes["tiny"].running == 0
