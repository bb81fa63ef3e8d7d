"""What a page is told, as server-sent events that a reader can take up again where it left off."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import AsyncGenerator
from typing import Any

MOST = 4000  # events that are kept; a reader that missed more begins anew
HEARTBEAT = 15.0  # seconds


class Feed:
    """Told by one, read by any number. What is `told` is kept and numbered; of what is `shown`,
    such as progress, only the newest of each kind counts. Everything happens on the event loop."""

    def __init__(self, most: int = MOST):
        self._run = secrets.token_hex(4)  # tells this feed's numbers from those of another process
        self._told: deque[tuple[int, str]] = deque(maxlen=most)
        self._shown: dict[str, tuple[int, str]] = {}
        self._count = 0
        self._shows = 0
        self._readers: set[asyncio.Event] = set()
        self._closed = False

    def tell(self, kind: str, data: Any) -> None:
        """Something happened."""
        self._count += 1
        number = f"id: {self._run}-{self._count}\n"
        self._told.append((self._count, number + _written(kind, data)))
        self._wake()

    def show(self, kind: str, data: Any) -> None:
        """Something is as it is now."""
        self._shows += 1
        self._shown[kind] = (self._shows, _written(kind, data))
        self._wake()

    def close(self) -> None:
        """End every reading."""
        self._closed = True
        self._wake()

    async def read(self, last: str = "") -> AsyncGenerator[str]:
        """Everything after the event of the id `last`; without one that is known, `reset` and
        everything. Ends when the feed is closed."""
        moved = asyncio.Event()
        self._readers.add(moved)
        try:
            seen, shown = self._place(last), 0
            if seen is None:
                seen = 0
                yield _written("reset", {})
            while not self._closed:
                moved.clear()
                for number, text in [one for one in self._told if one[0] > seen]:
                    seen = number
                    yield text
                for number, text in sorted(self._shown.values()):
                    if number > shown:
                        shown = number
                        yield text
                try:
                    await asyncio.wait_for(moved.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._readers.discard(moved)

    def _place(self, last: str) -> int | None:
        run, _, number = last.partition("-")
        if run != self._run or not number.isdecimal():
            return None
        first = self._told[0][0] if self._told else 1
        return int(number) if first - 1 <= int(number) <= self._count else None

    def _wake(self) -> None:
        for moved in self._readers:
            moved.set()


def _written(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
