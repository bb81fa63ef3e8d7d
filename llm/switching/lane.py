"""The queue of one model."""

import asyncio
from collections import deque

from llm.backends.backend import Backend, State
from llm.errors import ApiError


class Waiter:
    """A request that waits to be let in; `since` is seconds of the event loop's clock."""

    __slots__ = ("ready", "since")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.ready: asyncio.Future[None] = loop.create_future()
        self.since = loop.time()


class Lane:
    """Requests of one model: `running` are with it, `waiting` are not yet.

    `closed` keeps new ones out while it is drained or its GPU is leased."""

    def __init__(self, backend: Backend, most_running: int, most_waiting: int) -> None:
        self.backend = backend
        self.most_running, self.most_waiting = most_running, most_waiting
        self.waiting: deque[Waiter] = deque()
        self.running = 0
        self.closed = False
        self.idle_since = 0.0
        self.served_seconds = 1.0

    @property
    def open(self) -> bool:
        return self.backend.state is State.AWAKE and not self.closed

    def join(self, loop: asyncio.AbstractEventLoop) -> Waiter | None:
        """None: let in at once; else the place in the queue. ApiError 503: no room, no model."""
        if self.open and self.running < self.most_running and not self.waiting:
            self.running += 1
            return None
        if self.backend.state is State.FAILED:
            raise unavailable(self.backend)
        if len(self.waiting) >= self.most_waiting:
            raise ApiError(
                503,
                f"{len(self.waiting)} requests already wait for {self.backend.key}.",
                "server_error",
                code="overloaded",
                headers={"Retry-After": str(self.retry_after())},
            )
        waiter = Waiter(loop)
        self.waiting.append(waiter)
        return waiter

    def retry_after(self) -> int:
        """Seconds until the queue has likely moved, from how long requests took of late."""
        rounds = len(self.waiting) / self.most_running
        return max(1, min(60, round(rounds * self.served_seconds)))

    def leave(self, now: float, seconds: float) -> None:
        """A request is done, after so many seconds with the model."""
        self.running -= 1
        self.served_seconds += 0.1 * (seconds - self.served_seconds)
        if not self.running:
            self.idle_since = now

    def admit(self) -> None:
        """Let in what there is room for; tell the others when the model is lost."""
        while self.waiting and self.open and self.running < self.most_running:
            ready = self.waiting.popleft().ready
            if not ready.done():
                self.running += 1
                ready.set_result(None)
        if self.backend.state is State.FAILED:
            while self.waiting:
                ready = self.waiting.popleft().ready
                if not ready.done():
                    ready.set_exception(unavailable(self.backend))


def unavailable(backend: Backend) -> ApiError:
    """The error of a request whose model cannot be had."""
    return ApiError(
        503,
        f"{backend.key} is not available: {backend.trouble or backend.state}",
        "server_error",
        code="model_unavailable",
        headers={"Retry-After": "60"},
    )
