"""Entries in an SQLite file, for one machine."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from llm.cache.entry import Entry

_log = logging.getLogger(__name__)
_TABLE = """CREATE TABLE IF NOT EXISTS entries
(key TEXT PRIMARY KEY, packed BLOB NOT NULL, size INTEGER NOT NULL, until REAL NOT NULL,
 used REAL NOT NULL) WITHOUT ROWID"""
_INDEX = "CREATE INDEX IF NOT EXISTS by_use ON entries (used)"
# Down to this part of the limit, so that not every new entry has to make room.
_SPARE = 0.9
T = TypeVar("T")


class DiskStore:
    """The least recently used entries make room for new ones above `most` bytes; an entry lives
    for `ttl` seconds. A file that is damaged is begun anew."""

    def __init__(self, file: Path, most: int, ttl: float) -> None:
        self._file, self._most, self._ttl = file, most, ttl
        self._thread = ThreadPoolExecutor(1, "studio-cache")
        self._database: sqlite3.Connection | None = None
        self._size = 0

    async def get(self, key: str) -> Entry | None:
        return await self._safely(lambda database: self._get(database, key))

    async def put(self, key: str, entry: Entry) -> None:
        await self._safely(lambda database: self._put(database, key, entry))

    async def claim(self, key: str) -> bool:
        return True

    async def renew(self, key: str) -> None:
        return None

    async def unclaim(self, key: str) -> None:
        return None

    async def close(self) -> None:
        def close() -> None:
            if self._database is not None:
                self._database.close()
                self._database = None

        await asyncio.get_running_loop().run_in_executor(self._thread, close)
        self._thread.shutdown()

    async def _safely(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do `work` in the store's own thread; None when the file cannot be used."""

        def guarded() -> T | None:
            try:
                if self._database is None:
                    self._database = self._open()
                return work(self._database)
            except (sqlite3.Error, OSError, ValueError) as error:
                _log.warning("the cache %s is not usable: %s", self._file, error)
                if isinstance(error, sqlite3.DatabaseError) and "malformed" in str(error):
                    self._begin_anew()
                return None

        return await asyncio.get_running_loop().run_in_executor(self._thread, guarded)

    def _open(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._begin_anew()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, isolation_level=None, timeout=1.0)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = OFF")  # a lost entry is only made again
            database.execute(_TABLE)
            database.execute(_INDEX)
            (self._size,) = database.execute(
                "SELECT coalesce(sum(size), 0) FROM entries"
            ).fetchone()
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _begin_anew(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        for suffix in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)

    @staticmethod
    def _get(database: sqlite3.Connection, key: str) -> Entry | None:
        now = time.time()
        row = database.execute(
            "SELECT packed FROM entries WHERE key = ? AND until > ?", (key, now)
        ).fetchone()
        if row is None:
            return None
        database.execute("UPDATE entries SET used = ? WHERE key = ?", (now, key))
        return Entry.unpack(row[0])

    def _put(self, database: sqlite3.Connection, key: str, entry: Entry) -> None:
        packed, now = entry.pack(), time.time()
        old = database.execute("SELECT size FROM entries WHERE key = ?", (key,)).fetchone()
        database.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)",
            (key, packed, len(packed), now + self._ttl, now),
        )
        self._size += len(packed) - (old[0] if old else 0)
        if self._size > self._most:
            self._make_room(database, now)

    def _make_room(self, database: sqlite3.Connection, now: float) -> None:
        database.execute("DELETE FROM entries WHERE until <= ?", (now,))
        (self._size,) = database.execute("SELECT coalesce(sum(size), 0) FROM entries").fetchone()
        doomed = []
        for key, size in database.execute("SELECT key, size FROM entries ORDER BY used"):
            if self._size <= self._most * _SPARE:
                break
            doomed.append((key,))
            self._size -= size
        database.executemany("DELETE FROM entries WHERE key = ?", doomed)
