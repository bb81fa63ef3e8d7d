"""Who gives way to a lease, and that no more is ever lent than there is room for."""

import asyncio

import pytest

from benchmarks.switching.simulation import Sleeper, three_backends
from llm.backends.backend import Backend, Backends, State
from llm.backends.models import Model, Profile
from llm.backends.settings import Gateway, Switching
from llm.switching.expectations import Errand
from llm.switching.scheduler import Scheduler
from llm.switching.yielding import Candidate, Need, who_yields
from tests.llm.gateway.test_gateway_failures import until


@pytest.mark.parametrize(
    ("gib", "models", "chosen"),
    [
        (0, [("a", 9)], []),
        (8, [("a", 9), ("b", 6), ("c", 3)], ["a"]),  # one, not two
        (5, [("a", 9), ("b", 6), ("c", 3)], ["b"]),  # the least that will do
        (2, [("a", 3), ("b", 3), ("c", 3)], ["c"]),  # whose turn comes last
        (8, [("a", 9, Need.SOON), ("b", 6), ("c", 3)], ["b", "c"]),  # who is expected is spared
        (8, [("a", 9, Need.NOW), ("b", 9, Need.SOON)], ["b"]),
        (20, [("a", 9), ("b", 6)], ["a", "b"]),  # too little: all of it
    ],
)
def test_what_is_needed_latest_gives_way(gib, models, chosen):
    assert who_yields(gib, [Candidate(*one) for one in models]) == chosen


async def lent(scheduler: Scheduler, *gibs: float) -> None:
    """Lend all of them."""
    async with asyncio.timeout(5):
        await asyncio.gather(*(scheduler.lease(gib) for gib in gibs))


async def test_a_sleeper_for_which_there_is_no_room_is_ended_and_started_when_it_is_asked():
    """16 GiB, 13.4 lent: of three sleepers with 1.1 each two have room."""
    backends, sleeper = three_backends(), Sleeper(0)
    scheduler = Scheduler(backends, sleeper, Gateway(), Switching(), gpu_gib=16)
    running = asyncio.create_task(scheduler.run())
    think, code, see = backends.by_key.values()
    for backend, state in ((think, "asleep"), (code, "awake"), (see, "asleep")):
        backend.move(State(state))
    await lent(scheduler, 12.7)
    assert {one.state for one in backends} == {"asleep"}
    scheduler.release(12.7)
    async with asyncio.timeout(5), scheduler.turn(code):
        assert code.state is State.AWAKE
    await lent(scheduler, 13.4)
    # After code it is the turn of see, then of think; code itself may be asked again.
    assert [one.state for one in (think, code, see)] == ["stopped", "asleep", "asleep"]
    scheduler.release(13.4)
    async with asyncio.timeout(5), scheduler.turn(think):
        assert think.state is State.AWAKE
    scheduler.expectations.asked(errand := Errand("one", following=code.key))
    scheduler.expectations.answered(errand)
    await lent(scheduler, 13.4)
    assert see.state is State.STOPPED and code.state is State.ASLEEP, "code is expected"
    running.cancel()


class Slow(Sleeper):
    """Goes to sleep when it is let."""

    def __init__(self) -> None:
        super().__init__(0)
        self.let = asyncio.Event()

    async def sleep(self, backend: Backend) -> None:
        await self.let.wait()
        await super().sleep(backend)


async def test_who_asks_while_another_makes_room_waits_for_room_of_its_own():
    models = {key: Model(source=key, weights_gib=8) for key in "ab"}
    backends = Backends(models, Profile(about="", awake="all", roles={"a": "a", "b": "b"}))
    for backend in backends:
        backend.move(State.AWAKE)
    sleeper = Slow()
    scheduler = Scheduler(backends, sleeper, Gateway(), Switching(), gpu_gib=24)
    running = asyncio.create_task(scheduler.run())
    first = asyncio.create_task(scheduler.lease(7))
    await until(lambda: any(lane.closed for lane in scheduler.lanes.values()))
    second = asyncio.create_task(scheduler.lease(7))
    await asyncio.sleep(0)
    sleeper.let.set()
    await asyncio.wait({first, second}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    assert {one.state for one in backends} == {"asleep"}
    await asyncio.gather(first, second)
    running.cancel()
