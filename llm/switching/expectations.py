"""Sessions that are on their way to a model: it is worth a little waiting for them."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

_SESSIONS = 1024  # that are remembered, so that forgotten ones cost nothing
_WAYS = 9  # of one model, from which it is told how long the next will be


@dataclass(frozen=True)
class Errand:
    """What a request tells of itself: the session that it is one of, and the model that the session
    says it will ask next, once its tools have run (empty: it does not say)."""

    session: str
    following: str = ""


@dataclass(frozen=True)
class _Way:
    following: str
    begun: float


class Expectations:
    """Which models will be asked soon, from what sessions say with their requests.

    A session is expected for `most` seconds after an answer, or until it asks for anything. Where
    more than half of the latest ways to a model took longer than that (long renders lie between),
    nobody is expected there. `on_change`: called when somebody is expected no longer. Times are
    seconds of the event loop's clock.
    """

    def __init__(self, most: float, on_change: Callable[[], None] = lambda: None) -> None:
        self._most, self._on_change = most, on_change
        self._ways: OrderedDict[str, _Way] = OrderedDict()
        self._took: dict[str, deque[float]] = {}

    def asked(self, session: str) -> None:
        """A request of this session has come: it is on its way no longer."""
        way = self._ways.pop(session, None)
        if way:
            took = self._took.setdefault(way.following, deque(maxlen=_WAYS))
            took.append(_now() - way.begun)
            self._on_change()

    def answered(self, errand: Errand) -> None:
        """A request has got its answer, and its session goes on."""
        if errand.following and self._most:
            self._ways[errand.session] = _Way(errand.following, _now())
            if len(self._ways) > _SESSIONS:
                self._ways.popitem(last=False)

    def until(self) -> dict[str, float]:
        """Models that sessions are on their way to, and till when the last of them is expected."""
        found: dict[str, float] = {}
        now = _now()
        for way in self._ways.values():
            limit = way.begun + self._most
            if limit > now and median(self._took.get(way.following, (0.0,))) <= self._most:
                found[way.following] = max(limit, found.get(way.following, 0.0))
        return found


def _now() -> float:
    return asyncio.get_running_loop().time()
