"""When to give the GPU to another model, and to which: a decision over numbers alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Queue:
    """What waits for a model that is not awake. `oldest`: when its first request came, seconds."""

    key: str
    oldest: float


@dataclass(frozen=True)
class Decision:
    """Switch to a model now, or look again in so many seconds (None: when something changes)."""

    switch_to: str | None = None
    look_again: float | None = None


@dataclass(frozen=True)
class Policy:
    """Serve all that wants the awake model, then the next model in `order` for which any wait.

    The order is that of the work: each agent's reply is what the next one is asked about. Who goes
    round in that order, as cyclic service does in a polling system (H. Takagi, Analysis of Polling
    Systems, 1986), finds at each model the requests that gathered while the others were served. The
    model with the longest queue is often one that the next sessions are still on their way to.

    An idle model stays awake for `linger` seconds, since the agent that was just answered often
    asks the same model again at once, for a repair or after a type check (in the recorded sessions
    nine of ten such requests come within 0.25 s).
    Waiting longer for whoever may come does not pay while somebody else waits: each second costs
    every waiting request a second, and saves one switch at most. (That is why this is no ski
    rental, whose rent nobody else pays.) It does for a session that is known to be on its way: who
    misses the critic's turn needs a whole round of switches for itself. So an idle model stays
    awake for those, and the next one in the order is woken for them even before they come, while
    their tools still run (`python -m benchmarks.switching` shows what that is worth).

    While the awake model takes new requests, or expects some, others wait no longer than `patience`
    seconds and `patience_switches` switches' time; then the one that has waited longest is next.
    Were patience shorter than a round of all models, each request would outwait it while others are
    switched to, and the models would change places for every request.
    For n models, of which each answers in at most `longest` seconds, no wait exceeds that sum by
    more than (n - 1) * (longest + a switch).
    """

    patience: float
    linger: float
    patience_switches: float = 0
    order: Sequence[str] = ()

    def decide(
        self,
        now: float,
        awake: str | None,
        busy: bool,
        idle_since: float,
        queues: Sequence[Queue],
        switch_seconds: float = 0,
        expected: Mapping[str, float] | None = None,
    ) -> Decision:
        """`busy`: the awake model has running or waiting requests; `queues`: the others', none
        empty; `switch_seconds`: what a switch has taken of late; `expected`: models that sessions
        are on their way to, and till when these are waited for. Times are seconds of one monotonic
        clock."""
        expected = expected or {}
        if not queues:
            return Decision()
        first = min(queues, key=lambda queue: queue.oldest)
        if awake is None:
            return Decision(self._next(None, queues))
        left = first.oldest + self.patience + self.patience_switches * switch_seconds - now
        if left <= 0:
            return Decision(first.key)
        if busy:
            return Decision(look_again=left)
        idle_left = idle_since + self.linger - now
        if idle_left > 0:
            return Decision(look_again=min(left, idle_left))
        if awake in expected:
            return Decision(look_again=min(left, expected[awake] - now))
        coming = [Queue(key, now) for key in expected]
        return Decision(self._next(awake, [*queues, *coming]))

    def _next(self, awake: str | None, queues: Sequence[Queue]) -> str:
        """The model after `awake` for which anything waits or comes; models that are not in the
        order come last, the one that has waited longest first."""
        places = {key: place for place, key in enumerate(self.order)}
        begin = places.get(awake, -1) + 1 if awake else 0
        outside = len(places)

        def turn(queue: Queue) -> tuple[int, float]:
            place = places.get(queue.key)
            return (outside if place is None else (place - begin) % outside, queue.oldest)

        return min(queues, key=turn).key
