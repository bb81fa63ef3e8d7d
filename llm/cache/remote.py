"""Entries in Redis, for several gateways."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Coroutine
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from llm.cache.entry import Entry

_log = logging.getLogger(__name__)
_PREFIX = "studio:answer:"
_CLAIM = "studio:claim:"
# Given up by its owner only: a claim that has run out may be another's by now.
_UNCLAIM = """if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
return 0"""
_RENEW = """if redis.call('get', KEYS[1]) == ARGV[1] then
return redis.call('pexpire', KEYS[1], ARGV[2]) end
return 0"""
T = TypeVar("T")


class RedisStore:
    """Every call takes `timeout` seconds at most. After a failure Redis is left alone for `rest`
    seconds, and requests go on without it."""

    def __init__(
        self, url: str, ttl: float, timeout: float, rest: float, claim_seconds: float
    ) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            single_connection_client=False,
        )
        self._ttl, self._timeout, self._rest = ttl, timeout, rest
        self._claim_seconds = claim_seconds
        self._me = secrets.token_hex(8)
        self._resting_until = 0.0

    async def get(self, key: str) -> Entry | None:
        packed = await self._safely(self._redis.get(_PREFIX + key), None)
        if not isinstance(packed, bytes):
            return None
        try:
            return Entry.unpack(packed)
        except ValueError:
            return None

    async def put(self, key: str, entry: Entry) -> None:
        await self._safely(
            self._redis.set(_PREFIX + key, entry.pack(), px=int(self._ttl * 1000)), None
        )

    async def claim(self, key: str) -> bool:
        claimed = self._redis.set(
            _CLAIM + key, self._me, nx=True, px=int(self._claim_seconds * 1000)
        )
        return bool(await self._safely(claimed, True))

    async def renew(self, key: str) -> None:
        milliseconds = int(self._claim_seconds * 1000)
        await self._safely(self._redis.eval(_RENEW, 1, _CLAIM + key, self._me, milliseconds), None)

    async def unclaim(self, key: str) -> None:
        await self._safely(self._redis.eval(_UNCLAIM, 1, _CLAIM + key, self._me), None)

    async def close(self) -> None:
        try:
            await self._redis.aclose()
        except (RedisError, OSError):
            return

    async def _safely(self, call: Awaitable[T], otherwise: T) -> T:
        if time.monotonic() < self._resting_until:
            if isinstance(call, Coroutine):
                call.close()  # it was never begun
            return otherwise
        try:
            async with asyncio.timeout(self._timeout):
                return await call
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("Redis is left alone for %g s: %s", self._rest, error)
            self._resting_until = time.monotonic() + self._rest
            return otherwise
