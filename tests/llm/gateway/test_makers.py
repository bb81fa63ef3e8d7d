"""Who makes an answer that many ask for, when its first maker does not come to the end."""

import asyncio
from pathlib import Path

import pytest

from llm.cache.answers import Answers
from llm.cache.disk import DiskStore
from llm.cache.entry import Entry
from llm.cache.remote import RedisStore
from llm.gateway.proxying.reply import Gone


async def test_when_the_makers_client_stalls_the_next_takes_over(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "a.db", most=10_000, ttl=60)
    answers, made = Answers(store, patience=30), 0

    async def make(fails: bool) -> Entry:
        nonlocal made
        async with answers.visit("k") as visit:
            if visit.entry is None:
                made += 1
                await asyncio.sleep(0.05)
                if fails:
                    raise Gone
                visit.keep(Entry([], [b"x"]))
        return visit.entry or visit.made

    first = asyncio.create_task(make(True))
    await asyncio.sleep(0.01)
    others = await asyncio.gather(*(make(False) for _ in range(10)))
    assert made == 2 and {entry.pieces[0] for entry in others} == {b"x"}
    with pytest.raises(Gone):
        await first
    await answers.close()


async def test_a_maker_that_is_held_up_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    store = DiskStore(tmp_path / "a.db", most=10_000, ttl=60)
    answers, held = Answers(store, patience=0.1), asyncio.Event()

    async def hold() -> None:
        async with answers.visit("k"):
            await held.wait()

    first = asyncio.create_task(hold())
    await asyncio.sleep(0.02)
    async with asyncio.timeout(10), answers.visit("k") as visit:
        assert visit.entry is None
    held.set()
    await first
    await answers.close()


async def test_the_claim_of_a_dead_gateway_runs_out(redis) -> None:
    url, _ = redis
    dead, alive = (RedisStore(url, ttl=60, timeout=2, rest=1, claim_seconds=0.5) for _ in range(2))
    assert await dead.claim("k") and not await alive.claim("k")
    for _ in range(8):  # while it lives, it holds its claim for longer than the claim's time
        await asyncio.sleep(0.1)
        await dead.renew("k")
    assert not await alive.claim("k")
    answers = Answers(alive, patience=20)
    async with asyncio.timeout(15), answers.visit("k") as visit:
        assert visit.entry is None
        assert not await dead.claim("k"), "now it is the other one's"
        visit.keep(Entry([], [b"x"]))
    assert await dead.claim("k")
    await dead.close()
    await answers.close()


@pytest.mark.parametrize("refusals", [0, 1])
async def test_an_answer_that_comes_just_before_the_claim_is_not_made_again(
    tmp_path: Path, refusals: int
) -> None:
    class Finishing(DiskStore):
        """Another gateway ends its work between our look for the entry and our claim, the first
        one or a later one."""

        claims = unclaimed = 0

        async def claim(self, key: str) -> bool:
            self.claims += 1
            if self.claims <= refusals:
                return False
            await self.put(key, Entry([], [b"theirs"]))
            return True

        async def unclaim(self, key: str) -> None:
            self.unclaimed += 1

    store = Finishing(tmp_path / "a.db", most=10_000, ttl=60)
    answers = Answers(store, patience=30)
    async with answers.visit("k") as visit:
        assert visit.entry == Entry([], [b"theirs"])
    assert store.claims == refusals + 1 and store.unclaimed == 1
    await answers.close()
