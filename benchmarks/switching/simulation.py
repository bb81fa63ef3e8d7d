"""Recorded sessions in simulated time, before the gateway's own scheduler or a plain one.

Requests that a model answers side by side take no longer than alone: writing is bound by reading
the weights, which a batch of a few shares. What tools take is as recorded, one session at a time.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from benchmarks.switching import clock
from benchmarks.switching.workload import FOLLOWING, Session, Step, drawn
from llm.backends.backend import Backend, Backends, State
from llm.backends.models import Model, Profile
from llm.backends.settings import Gateway, Switching
from llm.switching.expectations import Errand
from llm.switching.scheduler import Scheduler

# Tokens a second on a 16 GB card with 448 GB/s: 44 are published for Qwen2.5-14B's AWQ build on an
# RTX 5060 Ti; writing is bound by reading the weights, so the 7B ones (5.3 GiB beside 9.4) follow.
WRITING = {"reasoning": 44.0, "code": 78.0, "vision": 78.0}
READING = 2500.0  # tokens of a prompt a second, without a cached prefix
WORDIER = (1.0, 3.0)  # a language model's reply beside the planner's for the same schema
BETWEEN_STARTS = 3.0  # seconds from one person's first brief to the next one's


class Turns(Protocol):
    """What shares the GPU out."""

    switches: int

    def turn(self, backend: Backend) -> AbstractAsyncContextManager[None]:
        """A place with a model that is awake."""
        ...


class FirstComeFirstServed:
    """The plain way. Requests are let in in the order in which they came; neighbours that want the
    same model are answered side by side."""

    def __init__(self, backends: Backends, sleeper: "Sleeper") -> None:
        self._sleeper = sleeper
        self._awake = next(iter(backends))
        self._queue: deque[tuple[Backend, asyncio.Event]] = deque()
        self._running = 0
        self._switching = False
        self.switches = 0

    @asynccontextmanager
    async def turn(self, backend: Backend) -> AsyncIterator[None]:
        admitted = asyncio.Event()
        self._queue.append((backend, admitted))
        await self._advance()
        await admitted.wait()
        try:
            yield
        finally:
            self._running -= 1
            await self._advance()

    async def _advance(self) -> None:
        while self._queue and not self._switching:
            wanted, admitted = self._queue[0]
            if wanted is not self._awake:
                if self._running:
                    return
                self._switching = True
                await self._sleeper.sleep(self._awake)
                await self._sleeper.wake(wanted)
                self._switching = False
                self._awake = wanted
                self.switches += 1
            self._queue.popleft()
            self._running += 1
            admitted.set()


class Sleeper:
    """Puts models to sleep and wakes them, in `seconds` for both."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def sleep(self, backend: Backend) -> None:
        backend.level = "level1"
        backend.move(State.ASLEEP)

    async def wake(self, backend: Backend) -> None:
        backend.move(State.WAKING)
        await asyncio.sleep(self._seconds)
        backend.move(State.AWAKE)

    async def stop(self, backend: Backend) -> None:
        backend.move(State.STOPPED)


@dataclass(frozen=True)
class Tally:
    """What had come of a run by some moment of it."""

    switches: int
    requests: int
    minutes: float


@dataclass(frozen=True)
class Result:
    """What came of one run: while all people were at work (until the first one's last piece was
    done), and on the whole. `waits`: seconds that each request waited for its model."""

    together: Tally
    whole: Tally
    waits: list[float] = field(repr=False)


def simulate(
    pool: list[Session],
    people: int,
    pieces: int,
    cost: float,
    seed: int,
    switching: Switching | None,
) -> Result:
    """`people` at once, each with `pieces` drawn from `pool`, one after another. Without
    `switching`: first come, first served. The same seed draws the same for both."""
    draw = random.Random(seed)
    work = [
        [(step, _seconds(step, draw)) for step in steps]
        for steps in drawn(pool, people, pieces, seed)
    ]
    return clock.run(_simulate(work, cost, switching))


async def _simulate(
    work: list[list[tuple[Step, float]]], cost: float, switching: Switching | None
) -> Result:
    backends = three_backends()
    sleeper = Sleeper(cost)
    waits: list[float] = []
    deciding = None
    if switching is None:
        turns: Turns = FirstComeFirstServed(backends, sleeper)
    else:
        turns = scheduler = Scheduler(backends, sleeper, Gateway(), switching)
        deciding = asyncio.create_task(scheduler.run())

    def tally() -> Tally:
        return Tally(turns.switches, len(waits), asyncio.get_running_loop().time() / 60)

    people = [
        asyncio.create_task(
            _person(str(number), steps, number * BETWEEN_STARTS, turns, backends, waits)
        )
        for number, steps in enumerate(work)
    ]
    await asyncio.wait(people, return_when=asyncio.FIRST_COMPLETED)
    together = tally()
    await asyncio.gather(*people)
    if deciding:
        deciding.cancel()
    return Result(together, tally(), waits)


def three_backends() -> Backends:
    """The three models on one GPU, the reasoning one awake."""
    models = {key: Model(source=key) for key in WRITING}
    backends = Backends(models, Profile(about="", awake="one", roles={key: key for key in models}))
    for number, backend in enumerate(backends):
        backend.move(State.ASLEEP if number else State.AWAKE)
    return backends


def _seconds(step: Step, draw: random.Random) -> float:
    """How long the answer takes, alone or beside others."""
    return step.read / READING + draw.uniform(*WORDIER) * step.written / WRITING[step.model]


async def _person(
    name: str,
    work: list[tuple[Step, float]],
    start: float,
    turns: Turns,
    backends: Backends,
    waits: list[float],
) -> None:
    loop = asyncio.get_running_loop()
    expectations = turns.expectations if isinstance(turns, Scheduler) else None
    await asyncio.sleep(start)
    for step, seconds in work:
        await asyncio.sleep(step.pause)
        asked = loop.time()
        errand = Errand(name, FOLLOWING.get(step.model, ""))
        if expectations:
            expectations.asked(errand)
        async with turns.turn(backends.by_key[step.model]):
            waits.append(loop.time() - asked)
            await asyncio.sleep(seconds)
        if expectations:
            expectations.answered(errand)
