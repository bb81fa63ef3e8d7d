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


@dataclass
class _Way:
    """`begun`: when the errand was answered; None while it is not."""

    errand: Errand
    begun: float | None = None


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

    def asked(self, errand: Errand) -> None:
        """A request has come: its session is on its way no longer."""
        way = self._ways.pop(errand.session, None)
        self._ways[errand.session] = _Way(errand)
        if len(self._ways) > _SESSIONS:
            self._ways.popitem(last=False)
        if way and way.begun is not None:
            took = self._took.setdefault(way.errand.following, deque(maxlen=_WAYS))
            took.append(_now() - way.begun)
            self._on_change()

    def answered(self, errand: Errand) -> None:
        """That request has got its answer, and its session goes on. It may have asked the next one
        already: nobody is expected then."""
        way = self._ways.get(errand.session)
        if way and way.errand is errand and errand.following and self._most:
            way.begun = _now()

    def until(self) -> dict[str, float]:
        """Models that sessions are on their way to, and till when the last of them is expected."""
        found: dict[str, float] = {}
        now = _now()
        for way in self._ways.values():
            following = way.errand.following
            limit = 0.0 if way.begun is None else way.begun + self._most
            if limit > now and median(self._took.get(following, (0.0,))) <= self._most:
                found[following] = max(limit, found.get(following, 0.0))
        return found


def _now() -> float:
    return asyncio.get_running_loop().time()
