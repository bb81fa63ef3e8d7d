"""Lets requests in to their models, and has the models take turns on the GPU."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from typing import Protocol

from llm.backends.backend import Backend, Backends, State
from llm.backends.settings import Gateway, Switching
from llm.switching.expectations import Expectations
from llm.switching.lane import Lane
from llm.switching.policy import Policy, Queue
from llm.switching.yielding import candidates, in_turn, who_yields

_log = logging.getLogger(__name__)
_STUMBLE_SECONDS = 1.0


class Turns(Protocol):
    """Puts a model to sleep, wakes it, or ends its process until it is woken; each leaves its new
    state in `backend.state`, FAILED where it is lost."""

    async def sleep(self, backend: Backend) -> None: ...

    async def wake(self, backend: Backend) -> None: ...

    async def stop(self, backend: Backend) -> None: ...


class Scheduler:
    """`async with scheduler.turn(backend):` holds a place with a model that is awake.

    With one GPU for all, the awake model is drained before another is woken. `switches` counts.
    `gpu_gib`: the GPU's memory, 0 where that is not known."""

    def __init__(
        self,
        backends: Backends,
        turns: Turns,
        gateway: Gateway,
        switching: Switching,
        on_switch: Callable[[str, float], None] = lambda key, seconds: None,
        gpu_gib: float = 0,
    ) -> None:
        self.lanes = {b.key: Lane(b, gateway.running, gateway.waiting) for b in backends}
        self._exclusive = backends.exclusive
        self._gpu_gib, self._asleep_gib = gpu_gib, switching.asleep_gib
        self._last_awake = ""
        self._turns, self._on_switch = turns, on_switch
        self._policy = Policy(
            switching.patience_seconds,
            switching.linger_seconds,
            switching.patience_switches,
            order=tuple(self.lanes),
        )
        self.expectations = Expectations(switching.expect_seconds, self.notice)
        self._switch_seconds = 0.0
        self._changed = asyncio.Event()
        self._wanted: deque[tuple[Lane, asyncio.Future[None]]] = deque()
        self._leased: float | None = None
        self._yielded: list[Lane] | None = None
        self._lease_ready = asyncio.Event()
        self.switches = 0
        for backend in backends:
            backend.on_change = self.notice

    def notice(self) -> None:
        """Something happened that may let a request in."""
        self._changed.set()

    @contextlib.asynccontextmanager
    async def turn(self, backend: Backend) -> AsyncGenerator[None]:
        """A place with `backend`. ApiError 503: the queue is full, or the model is lost."""
        await self.enter(backend)
        begun = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            self.leave(backend, begun)

    async def enter(self, backend: Backend) -> None:
        """Wait until `backend` takes the request; then `leave` must follow."""
        lane = self.lanes[backend.key]
        waiter = lane.join(asyncio.get_running_loop())
        if waiter is None:
            return
        self._changed.set()
        try:
            await waiter.ready
        except asyncio.CancelledError:
            if waiter in lane.waiting:
                lane.waiting.remove(waiter)
            elif not waiter.ready.cancelled() and waiter.ready.exception() is None:
                self.leave(backend, waiter.since)  # let in at the moment in which it gave up
            self._changed.set()
            raise

    def leave(self, backend: Backend, begun: float) -> None:
        """The request that was let in at `begun` is done."""
        now = asyncio.get_running_loop().time()
        lane = self.lanes[backend.key]
        lane.leave(now, now - begun)
        if lane.waiting:
            lane.admit()
        if not lane.running:
            self._changed.set()

    async def prefer(self, backend: Backend) -> None:
        """Switch to `backend` as soon as the awake model is drained, whatever waits."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._wanted.append((self.lanes[backend.key], done))
        self._changed.set()
        await done

    async def lease(self, gib: float) -> None:
        """Wait until `gib` more of the GPU is free and stays so until `release`."""
        self._leased = (self._leased or 0) + gib
        self._lease_ready.clear()
        self._changed.set()
        try:
            await self._lease_ready.wait()
        except asyncio.CancelledError:
            self.release(gib)
            raise

    def release(self, gib: float) -> None:
        """Give back what `lease` took."""
        left = (self._leased or 0) - gib
        self._leased = left if left > 1e-6 else None
        self._changed.set()

    async def run(self) -> None:
        """Decide, for as long as this is not cancelled."""
        while True:
            self._changed.clear()
            try:
                look_again = await self._step()
            except Exception:  # the others must still be served
                _log.exception("the scheduler stumbled")
                look_again = _STUMBLE_SECONDS
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(look_again):
                    await self._changed.wait()

    async def _step(self) -> float | None:
        self._admit()
        if self._leased is not None:
            asked = self._leased
            await self._yield_gpu(asked)
            return None if self._leased == asked else 0
        if self._yielded is not None:
            await self._take_back()
        if not self._exclusive:
            return None
        awake = self._awake()
        waiting = [
            Queue(key, lane.waiting[0].since)
            for key, lane in self.lanes.items()
            if lane.backend.on_gpu and lane is not awake and lane.waiting
        ]
        if self._wanted:
            lane, done = self._wanted.popleft()
            if lane is not awake and not done.cancelled():
                await self._switch(awake, lane)
            if not done.done():
                done.set_result(None)
            return 0
        decision = self._policy.decide(
            asyncio.get_running_loop().time(),
            awake.backend.key if awake else None,
            bool(awake and (awake.running or awake.waiting)),
            awake.idle_since if awake else 0,
            waiting,
            self._switch_seconds,
            self._expected(),
        )
        if decision.switch_to is None:
            return decision.look_again
        await self._switch(awake, self.lanes[decision.switch_to])
        return 0

    def _expected(self) -> dict[str, float]:
        """Models that take turns, can be had and will be asked soon, and till when."""
        return {
            key: until
            for key, until in self.expectations.until().items()
            if (backend := self.lanes[key].backend).on_gpu and backend.state is not State.FAILED
        }

    def _awake(self) -> Lane | None:
        """The lane that holds the GPU: awake, or on its way there."""
        resting = (State.ASLEEP, State.STOPPED, State.FAILED)
        holding = (lane for lane in self.lanes.values() if lane.backend.on_gpu)
        return next((lane for lane in holding if lane.backend.state not in resting), None)

    def _admit(self) -> None:
        for lane in self.lanes.values():
            lane.admit()

    async def _drain(self, lanes: list[Lane]) -> None:
        for lane in lanes:
            lane.closed = True
        while any(lane.running or lane.backend.state is State.STARTING for lane in lanes):
            self._changed.clear()
            await self._changed.wait()
            self._admit()

    async def _rest(self, lanes: list[Lane]) -> None:
        await self._drain(lanes)
        for lane in lanes:
            if lane.backend.state is State.AWAKE:
                await self._turns.sleep(lane.backend)

    async def _switch(self, awake: Lane | None, target: Lane) -> None:
        loop = asyncio.get_running_loop()
        if awake:
            await self._drain([awake])
        begun = loop.time()
        if awake:
            await self._rest([awake])
            awake.closed = False
        await self._turns.wake(target.backend)
        target.idle_since = loop.time()
        seconds = loop.time() - begun
        # Half the newest, half those before: a restart among sleeps must not count for long.
        self._switch_seconds = (self._switch_seconds + seconds) / 2 if self.switches else seconds
        self.switches += 1
        self._on_switch(target.backend.key, seconds)
        _log.info("%s is %s after %.2f s", target.backend.key, target.backend.state, seconds)

    async def _yield_gpu(self, gib: float) -> None:
        """Put to sleep what must sleep for leases of `gib` in all, and end those processes for
        which there is no room even asleep; what is needed next is spared."""
        self._yielded = self._yielded or []
        freed = sum(lane.backend.model.weights_gib for lane in self._yielded)
        awake = {
            lane: lane.backend.model.weights_gib
            for lane in in_turn(self.lanes.values(), self._last_awake)
            if lane not in self._yielded
            and lane.backend.state not in (State.ASLEEP, State.STOPPED, State.FAILED)
        }
        missing = float("inf") if self._exclusive else gib - freed
        for key in who_yields(missing, candidates(awake, self._expected())):
            self._last_awake = key
            await self._rest([self.lanes[key]])
            self._yielded.append(self.lanes[key])
        lanes = in_turn(self.lanes.values(), self._last_awake)
        asleep = [lane for lane in lanes if lane.backend.state is State.ASLEEP]
        short = gib + len(asleep) * self._asleep_gib - self._gpu_gib if self._gpu_gib else 0.0
        sizes = dict.fromkeys(asleep, self._asleep_gib)
        for key in who_yields(short, candidates(sizes, self._expected())):
            _log.info("%s is ended: there is no room for it even asleep", key)
            await self._turns.stop(self.lanes[key].backend)
        if gib >= (self._leased or 0):  # else what was asked for meanwhile is seen to first
            self._lease_ready.set()

    async def _take_back(self) -> None:
        """After the last lease. One model alone wakes when it is asked for; several do now."""
        given, self._yielded = self._yielded or [], None
        for lane in given:
            lane.closed = False
            if not self._exclusive and lane.backend.state in (State.ASLEEP, State.STOPPED):
                await self._turns.wake(lane.backend)
        self._admit()
