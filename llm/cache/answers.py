"""One making of an answer, however many ask for it at once."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from enum import StrEnum

from llm.backends.settings import Cache, Paths
from llm.cache.disk import DiskStore
from llm.cache.entry import Entry, Store
from llm.cache.remote import RedisStore
from llm.errors import ApiError

_MIB = 2**20
_HOUR = 3600.0
_LOOK_SECONDS = 0.05
# How long others believe that a gateway which is silent about its claim still makes the answer.
CLAIM_SECONDS = 10.0


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
    """Entries of a store. The first to ask for what is not there makes it while the others wait,
    up to `patience` seconds; where the first one leaves before the end, the next takes over, and
    where it fails, each of the others tries for itself."""

    def __init__(self, store: Store, patience: float) -> None:
        self._store, self._patience = store, patience
        self._making: dict[str, asyncio.Future[Entry | None]] = {}

    @contextlib.asynccontextmanager
    async def visit(self, key: str) -> AsyncGenerator[Visit]:
        until = asyncio.get_running_loop().time() + self._patience
        while key in self._making:
            entry = None
            try:
                async with asyncio.timeout_at(until):
                    entry = await asyncio.shield(self._making[key])
            except Abandoned:
                continue
            except TimeoutError:
                pass  # its maker is held up, by a client that reads slowly perhaps
            yield Visit(entry)
            return
        making = asyncio.get_running_loop().create_future()
        making.add_done_callback(_look_at)
        self._making[key] = making
        visit = Visit(None)
        try:
            async with self._claim(key) as visit.entry:
                if visit.entry is not None:
                    making.set_result(visit.entry)
                yield visit
                if visit.made is not None:
                    await self._store.put(key, visit.made)
        except ApiError:
            raise  # the model's fault, not the client's: no reason to try one after another
        except BaseException:
            if not making.done():
                making.set_exception(Abandoned())
            raise
        finally:
            if not making.done():
                making.set_result(visit.made)
            if self._making.get(key) is making:
                del self._making[key]

    async def close(self) -> None:
        await self._store.close()

    @contextlib.asynccontextmanager
    async def _claim(self, key: str) -> AsyncGenerator[Entry | None]:
        """The entry; None, with the claim to make it, which is held until the end of the block."""
        entry, claimed = await self._store.get(key), False
        if entry is None:
            entry, claimed = await self._claimed(key)
            if entry is None and not claimed:
                entry, claimed = await self._from_elsewhere(key)
        keeping = asyncio.create_task(self._keep(key)) if claimed else None
        try:
            yield entry
        finally:
            if keeping:
                keeping.cancel()
                await self._store.unclaim(key)

    async def _keep(self, key: str) -> None:
        while True:
            await asyncio.sleep(CLAIM_SECONDS / 3)
            await self._store.renew(key)

    async def _from_elsewhere(self, key: str) -> tuple[Entry | None, bool]:
        """The entry that another gateway is making; None when it takes too long, and when that one
        gives up or dies: then with the claim, True."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                while True:
                    await asyncio.sleep(_LOOK_SECONDS)
                    entry = await self._store.get(key)
                    if entry is not None:
                        return entry, False
                    entry, claimed = await self._claimed(key)
                    if entry is not None or claimed:
                        return entry, claimed
        return None, False

    async def _claimed(self, key: str) -> tuple[Entry | None, bool]:
        """Whether the claim could be had; and the entry, should it have come since it was looked
        for, from the gateway that had the claim until then."""
        if not await self._store.claim(key):
            return None, False
        entry = await self._store.get(key)
        if entry is not None:
            await self._store.unclaim(key)
        return entry, entry is None


class Abandoned(Exception):
    """Whoever made the answer has left."""


def _look_at(making: "asyncio.Future[Entry | None]") -> None:
    """So that asyncio does not complain of an exception that nobody waited for."""
    if not making.cancelled():
        making.exception()


def open_answers(settings: Cache, paths: Paths, patience: float) -> Answers | None:
    """The cache that the settings ask for; `patience`: for the maker of an answer, seconds."""
    if not settings.enabled:
        return None
    ttl = settings.ttl_hours * _HOUR
    store: Store
    if settings.url:
        store = RedisStore(
            settings.url, ttl, settings.timeout_seconds, settings.rest_seconds, CLAIM_SECONDS
        )
    else:
        store = DiskStore(paths.state / "answers.db", int(settings.max_mb * _MIB), ttl)
    return Answers(store, patience)
