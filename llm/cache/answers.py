"""One making of an answer, however many ask for it at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from enum import StrEnum

from llm.cache.disk import DiskStore
from llm.cache.entry import Entry, Store
from llm.cache.remote import RedisStore
from llm.roster.settings import Cache, Paths

_MIB = 2**20
_HOUR = 3600.0
_LOOK_SECONDS = 0.05


class Outcome(StrEnum):
    """What the cache did for a request."""

    HIT = "hit"
    MISS = "miss"
    BYPASS = "bypass"


class Visit:
    """A look-up. With `entry` None, whoever asked makes the answer, and `keep`s it if it is
    sound."""

    def __init__(self, entry: Entry | None) -> None:
        self.entry = entry
        self.made: Entry | None = None

    def keep(self, entry: Entry) -> None:
        self.made = entry


class Answers:
    """Entries of a store. The first to ask for what is not there makes it while the others wait;
    where the first one leaves before the end, the next takes over, and where it fails, each of the
    others tries for itself."""

    def __init__(self, store: Store, claim_seconds: float) -> None:
        self._store, self._claim_seconds = store, claim_seconds
        self._making: dict[str, asyncio.Future[Entry | None]] = {}

    @contextlib.asynccontextmanager
    async def visit(self, key: str) -> AsyncIterator[Visit]:
        while key in self._making:
            try:
                entry = await asyncio.shield(self._making[key])
            except Abandoned:
                continue
            yield Visit(entry)
            return
        making = asyncio.get_running_loop().create_future()
        making.add_done_callback(_look_at)
        self._making[key] = making
        claimed = False
        visit = Visit(None)
        try:
            visit.entry = await self._store.get(key)
            if visit.entry is None:
                claimed = await self._store.claim(key)
                if not claimed:
                    visit.entry = await self._from_elsewhere(key)
            if visit.entry is not None:
                making.set_result(visit.entry)
            yield visit
            if visit.made is not None:
                await self._store.put(key, visit.made)
        except (asyncio.CancelledError, GeneratorExit):
            if not making.done():
                making.set_exception(Abandoned())
            raise
        finally:
            if not making.done():
                making.set_result(visit.made)
            if self._making.get(key) is making:
                del self._making[key]
            if claimed:
                await self._store.unclaim(key)

    async def close(self) -> None:
        await self._store.close()

    async def _from_elsewhere(self, key: str) -> Entry | None:
        """The entry that another gateway is making; None when it gives up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._claim_seconds):
                while True:
                    await asyncio.sleep(_LOOK_SECONDS)
                    entry = await self._store.get(key)
                    if entry is not None:
                        return entry
                    if await self._store.claim(key):
                        await self._store.unclaim(key)
                        return await self._store.get(key)
        return None


class Abandoned(Exception):
    """Whoever made the answer has left."""


def _look_at(making: "asyncio.Future[Entry | None]") -> None:
    """So that asyncio does not complain of an exception that nobody waited for."""
    if not making.cancelled():
        making.exception()


def open_answers(settings: Cache, paths: Paths, claim_seconds: float) -> Answers | None:
    """The cache that the settings ask for."""
    if not settings.enabled:
        return None
    ttl = settings.ttl_hours * _HOUR
    store: Store
    if settings.url:
        store = RedisStore(
            settings.url, ttl, settings.timeout_seconds, settings.rest_seconds, claim_seconds
        )
    else:
        store = DiskStore(paths.state / "answers.db", int(settings.max_mb * _MIB), ttl)
    return Answers(store, claim_seconds)
