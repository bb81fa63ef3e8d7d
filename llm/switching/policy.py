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

    A request waits no longer than `patience` seconds while the awake model takes new ones: after
    that its model is next. An idle model stays awake for `linger` seconds, since the agent that
    was just answered often asks the same model again, and a switch costs more than that.
    """

    patience: float
    linger: float

    def decide(
        self, now: float, awake: str | None, busy: bool, idle_since: float, queues: Sequence[Queue]
    ) -> Decision:
        """`busy`: the awake model has running or waiting requests; `queues`: the others', none
        empty. Times are seconds of one monotonic clock."""
        if not queues:
            return Decision()
        first = min(queues, key=lambda queue: queue.oldest)
        if awake is None:
            return Decision(_fullest(queues).key)
        left = first.oldest + self.patience - now
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
