"""When to give the GPU to another model, and to which: a decision over numbers alone."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Queue:
    """What waits for a model that is not awake. `oldest`: when its first request came, seconds."""

    key: str
    waiting: int
    oldest: float


@dataclass(frozen=True)
class Decision:
    """Switch to a model now, or look again in so many seconds (None: when something changes)."""

    switch_to: str | None = None
    look_again: float | None = None


@dataclass(frozen=True)
class Policy:
    """Serve all that wants the awake model, then the model for which the most requests wait.

    An idle model stays awake for `linger` seconds, since the agent that was just answered often
    asks the same model again at once, for a repair or after a type check (in the recorded sessions
    nine of ten such requests come within 0.25 s).
    Waiting longer, for another session's request, does not pay while somebody else waits: each
    second costs every waiting request a second, and saves one switch at most. (That is why this is
    no ski rental, whose rent nobody else pays; `python -m benchmarks.switching` shows it.)

    While the awake model takes new requests, others wait no longer than `patience` seconds and
    `patience_switches` switches' time; then the one that has waited longest is next. Were patience
    shorter than a round of all models, each request would outwait it while others are switched to,
    and the models would change places for every request. For n models, of which each answers in at
    most `longest` seconds, no wait exceeds that sum by more than (n - 1) * (longest + a switch).
    """

    patience: float
    linger: float
    patience_switches: float = 0

    def decide(
        self,
        now: float,
        awake: str | None,
        busy: bool,
        idle_since: float,
        queues: Sequence[Queue],
        switch_seconds: float = 0,
    ) -> Decision:
        """`busy`: the awake model has running or waiting requests; `queues`: the others', none
        empty; `switch_seconds`: what a switch has taken of late. Times are seconds of one
        monotonic clock."""
        if not queues:
            return Decision()
        first = min(queues, key=lambda queue: queue.oldest)
        if awake is None:
            return Decision(_fullest(queues).key)
        left = first.oldest + self.patience + self.patience_switches * switch_seconds - now
        if left <= 0:
            return Decision(first.key)
        if busy:
            return Decision(look_again=left)
        idle_left = idle_since + self.linger - now
        if idle_left > 0:
            return Decision(look_again=min(left, idle_left))
        return Decision(_fullest(queues).key)


def _fullest(queues: Sequence[Queue]) -> Queue:
    return max(queues, key=lambda queue: (queue.waiting, -queue.oldest))
