"""The cache of answers: on disk, and in a real Redis."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from llm.cache.disk import DiskStore
from llm.cache.entry import Entry
from llm.cache.key import deterministic, request_key
from llm.cache.remote import RedisStore
from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway
from tests.llm.gateway.fake_vllm import FakeVllm
from tests.llm.gateway.test_gateway_failures import until

ENTRY = Entry([(b"content-type", b"text/plain")], [b"a\xff", b"b"])
HIT = "x-studio-cache"


def test_what_is_deterministic() -> None:
    chat = "/v1/chat/completions"
    assert deterministic(chat, {"temperature": 0}) and deterministic(chat, {"temperature": 0.0})
    assert deterministic(chat, {"temperature": 1, "seed": 3})
    assert deterministic("/v1/embeddings", {})
    for fields in (
        {},
        {"temperature": None},
        {"temperature": False},
        {"temperature": 0.1},
        {"seed": None},
        {"temperature": 1},
    ):
        assert not deterministic(chat, fields), fields


def test_keys_tell_requests_apart() -> None:
    def key(identity: str = "m", path: str = "/v1/chat/completions", **fields) -> str:
        return request_key(path, {"temperature": 0, "messages": [], **fields}, identity)

    same = key()
    assert same == key(temperature=0.0) == key(user="me") == key(stream=False) == key(seed=None)
    assert same == request_key("/v1/chat/completions", {"messages": [], "temperature": 0}, "m")
    others = [
        key("n"),
        key(path="/v1/completions"),
        key(stream=True),
        key(seed=1),
        key(tools=[]),
        key(response_format={}),
        key(messages=[1]),
        key(top_k=1),
        key(unknown=True),
    ]
    assert len({same, *others}) == len(others) + 1


@pytest.mark.parametrize("stream", [False, True])
async def test_the_second_time_it_comes_from_the_cache(
    served: Served, fake: FakeVllm, stream: bool
) -> None:
    first = await served.ask(temperature=0, stream=stream)
    second = await served.ask(temperature=0, stream=stream, model=ROLES[2])
    assert (first.headers[HIT], second.headers[HIT]) == ("miss", "hit")
    assert first.content == second.content
    assert first.headers["content-type"] == second.headers["content-type"]
    assert len(fake.seen) == 1
    metrics = (await served.http.get("/metrics")).text
    assert 'studio_cache_total{outcome="hit"} 1.0' in metrics


async def test_what_must_not_be_kept(served: Served, fake: FakeVllm) -> None:
    for text, more in (
        ("sampled", {}),
        ("LOST", {"temperature": 0}),
        ("BREAK", {"temperature": 0, "stream": True}),
    ):
        for _ in range(2):
            reply = await served.ask(text, **more)
            assert reply.headers.get(HIT) != "hit"
    body = {
        "model": ROLES[0],
        "temperature": 0,
        "messages": [{"role": "user", "content": "no-store"}],
    }
    for _ in range(2):
        reply = await served.http.post(
            "/v1/chat/completions", json=body, headers={"Cache-Control": "no-store"}
        )
        assert reply.headers[HIT] == "bypass"
    assert len(fake.seen) == 8


async def test_many_ask_and_one_makes(tmp_path: Path) -> None:
    fake = FakeVllm("tiny", delay=0.02)
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        replies = await asyncio.gather(*(gate.ask(temperature=0) for _ in range(50)))
        assert len(fake.seen) == 1 and len({reply.content for reply in replies}) == 1
        assert sorted(r.headers[HIT] for r in replies) == ["hit"] * 49 + ["miss"]


async def test_when_the_first_leaves_the_next_takes_over(tmp_path: Path) -> None:
    fake = FakeVllm("tiny", delay=0.05)
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        first = asyncio.create_task(gate.ask(temperature=0))
        await until(lambda: fake.running)
        others = [asyncio.create_task(gate.ask(temperature=0)) for _ in range(5)]
        await asyncio.sleep(0.1)
        first.cancel()
        replies = await asyncio.gather(*others)
        assert [reply.status_code for reply in replies] == [200] * 5
        assert len(fake.seen) == 2 and fake.cancelled == 1


async def test_it_outlives_the_gateway(tmp_path: Path, fake: FakeVllm) -> None:
    async with fake_served(fake) as root:
        for expected in ("miss", "hit"):
            async with gateway(external(tmp_path, root)) as gate:
                assert (await gate.ask(seed=1)).headers[HIT] == expected


async def test_the_disk_store_makes_room_and_forgets(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "a.db", most=2000, ttl=60)
    big = Entry([], [b"x" * 300])
    for number in range(20):
        await store.put(str(number), big)
        assert await store.get("0") is not None, "what is used stays"
    left = [n for n in range(20) if await store.get(str(n))]
    assert 2 <= len(left) <= 5 and 19 in left
    await store.close()
    short = DiskStore(tmp_path / "a.db", most=10_000, ttl=-1)
    await short.put("old", ENTRY)
    assert await short.get("old") is None
    await short.close()


@pytest.mark.parametrize("damage", [b"this is no database, but rather long" * 100, b""])
async def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "a.db"
    file.write_bytes(damage)
    store = DiskStore(file, most=10_000, ttl=60)
    await store.put("k", ENTRY)
    assert await store.get("k") == ENTRY
    await store.close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE entries SET packed = 'rubbish'")
    database.close()
    store = DiskStore(file, most=10_000, ttl=60)
    assert await store.get("k") is None
    await store.close()


async def test_a_store_that_cannot_be_written_is_no_fault(tmp_path: Path, fake: FakeVllm) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    async with fake_served(fake) as root, gateway(external(tmp_path, root)) as gate:
        for _ in range(2):
            assert (await gate.ask(temperature=0)).status_code == 200


async def test_redis_is_shared_between_gateways(tmp_path: Path, redis) -> None:
    url, _ = redis
    fake = FakeVllm("tiny", delay=0.02)
    async with fake_served(fake) as root:
        one = external(tmp_path / "1", root, cache={"url": url, "timeout_seconds": 2})
        two = external(tmp_path / "2", root, cache={"url": url, "timeout_seconds": 2})
        async with gateway(one) as a, gateway(two) as b:
            asked = [gate.ask(temperature=0) for gate in (a, b) for _ in range(10)]
            replies = await asyncio.gather(*asked)
            assert [reply.status_code for reply in replies] == [200] * 20
            assert len(fake.seen) == 1, "one of two gateways made it"


async def test_a_dead_redis_fails_no_request(tmp_path: Path, redis) -> None:
    url, process = redis
    fake = FakeVllm("tiny")
    settings = {"url": url, "timeout_seconds": 2, "rest_seconds": 0.1}
    async with (
        fake_served(fake) as root,
        gateway(external(tmp_path, root, cache=settings)) as gate,
    ):
        assert (await gate.ask(temperature=0)).headers[HIT] == "miss"
        assert (await gate.ask(temperature=0)).headers[HIT] == "hit"
        process.kill()
        await process.wait()
        for _ in range(3):
            reply = await gate.ask(temperature=0)
            assert reply.status_code == 200 and reply.headers[HIT] == "miss"


async def test_a_hung_redis_fails_no_request(tmp_path: Path, redis) -> None:
    url, process = redis
    store = RedisStore(url, ttl=60, timeout=0.3, rest=60, claim_seconds=60)
    await store.put("k", ENTRY)
    assert await store.get("k") == ENTRY
    process.send_signal(19)  # SIGSTOP
    async with asyncio.timeout(20):
        assert await store.get("k") is None
        assert await store.claim("k"), "left alone: everybody makes answers"
        for _ in range(100):
            assert await store.get("k") is None
    await store.close()
    process.send_signal(18)
