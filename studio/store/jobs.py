"""Jobs that many workers could do and one does: claimed for a while, finished once.

A claim lasts some seconds and is renewed while its holder lives. Each claim has a number of its
own, the attempt; only the newest may finish the job. So a holder that was taken for dead, and
lives, cannot deliver beside the one that took over.
"""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from studio.store.database import as_store_error
from studio.store.schema import JobRow


@dataclass(frozen=True)
class Claim:
    """What came of asking for a job: the number of the attempt, 0 where another one holds it or it
    is done; the sessions that were begun for it; its result where it is done."""

    attempt: int
    sessions: tuple[str, ...] = ()
    result: dict[str, Any] | None = None


class JobStore:
    """Jobs by their keys."""

    def __init__(self, engine: Engine):
        self._engine = engine

    def claim(self, key: str, holder: str, seconds: float) -> Claim:
        """Ask for a job, for so long. StoreError when the store cannot be used."""
        with as_store_error(f"claim job {key}", self._engine):
            with contextlib.suppress(IntegrityError):  # another one was first
                return self._claim(key, holder, seconds)
            return self._claim(key, holder, seconds)

    def _claim(self, key: str, holder: str, seconds: float) -> Claim:
        now = time.time()
        with self._engine.begin() as connection:
            row = connection.execute(select(JobRow.__table__).where(JobRow.key == key)).first()
            held = {"holder": holder, "until": now + seconds}
            if row is None:
                new = {"key": key, "attempt": 1, "done": False, "document": {}, **held}
                connection.execute(insert(JobRow).values(new))
                return Claim(1)
            sessions = tuple(row.document.get("sessions", ()))
            if row.done:
                return Claim(0, sessions, row.document["result"])
            if row.until > now:
                return Claim(0, sessions)
            taken = connection.execute(
                update(JobRow)
                .where(JobRow.key == key, JobRow.attempt == row.attempt, ~JobRow.done)
                .values(attempt=row.attempt + 1, **held)
            )
            return Claim(row.attempt + 1 if taken.rowcount else 0, sessions)

    def renew(self, key: str, attempt: int, seconds: float) -> bool:
        """Hold the job for so long from now. False where the attempt is not the newest any more."""
        return self._change(key, attempt, {"until": time.time() + seconds})

    def note(self, key: str, attempt: int, sessions: Sequence[str]) -> bool:
        """Keep which sessions were begun for it, in their order. False as for `renew`."""
        return self._change(key, attempt, {"document": {"sessions": list(sessions)}})

    def release(self, key: str, attempt: int) -> bool:
        """Give it back unfinished: the next may claim it at once. False as for `renew`."""
        return self._change(key, attempt, {"until": 0})

    def finish(
        self, key: str, attempt: int, result: dict[str, Any], sessions: Sequence[str] = ()
    ) -> bool:
        """Keep the result, once and for all. False where the attempt is not the newest any more:
        then the result is another one's to give."""
        document = {"sessions": list(sessions), "result": result}
        return self._change(key, attempt, {"done": True, "document": document})

    def results(self, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The results of those that are done."""
        found = {}
        with as_store_error("read the jobs", self._engine), self._engine.begin() as connection:
            for first in range(0, len(keys), 500):
                some = JobRow.key.in_(keys[first : first + 500])
                query = select(JobRow.key, JobRow.document).where(some, JobRow.done)
                found |= {row.key: row.document["result"] for row in connection.execute(query)}
        return found

    def _change(self, key: str, attempt: int, values: dict[str, Any]) -> bool:
        mine = (JobRow.key == key, JobRow.attempt == attempt, ~JobRow.done)
        with as_store_error(f"write job {key}", self._engine), self._engine.begin() as connection:
            return bool(connection.execute(update(JobRow).where(*mine).values(values)).rowcount)
