"""The session store: append-only events, from which everything else is rebuilt."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Engine, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from studio.errors import InputError, StoreError
from studio.nouns.event import Actor, Event, EventKind
from studio.store.conversations import ConversationStore
from studio.store.database import as_store_error, database_session, named
from studio.store.schema import EventRow, SessionRow

_RACES = 50
Written = TypeVar("Written")
_NEWEST = select(func.max(EventRow.number)).where(EventRow.session == bindparam("of"))
_ADD = insert(EventRow)


def _retried(write: Callable[[], Written]) -> Written:
    """What `write` gives, written again where another one took its number or id."""
    for _ in range(_RACES):
        with suppress(IntegrityError):
            return write()
    return write()


class SessionSummary(BaseModel):
    """One line of the list of sessions."""

    id: str
    brief: str
    outcome: str
    created: datetime
    events: int


class SessionStore:
    """Sessions and their events."""

    def __init__(self, engine: Engine):
        self._engine = engine
        self._numbers: dict[str, int] = {}  # of the newest event, where it was written here

    @property
    def conversations(self) -> ConversationStore:
        """The conversations that these sessions were made in, where those have names."""
        return ConversationStore(self._engine)

    def open(self, brief: str) -> str:
        """A new session; returns its id, `<date>-<time>-<first words>-<4 hex>`."""
        words = "-".join(re.findall(r"[a-z0-9]+", brief.lower())[:4])[:16].strip("-") or "brief"
        with as_store_error("open a session", self._engine):
            # Another session of this second may have the same 4 hex.
            return _retried(lambda: self._open(brief, words))

    def _open(self, brief: str, words: str) -> str:
        now = datetime.now(UTC)
        row = SessionRow(
            id=f"{now:%Y%m%d-%H%M%S}-{words}-{secrets.token_hex(2)}", brief=brief, created=now
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)
            return row.id

    def append(
        self, session_id: str, kind: EventKind, actor: Actor, data: BaseModel | dict[str, Any]
    ) -> Event:
        """Add one event and return it. Durable once this returns; StoreError when it can't be."""
        body = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
        with as_store_error(f"write to session {session_id}", self._engine):
            # Another process may take the same number.
            return _retried(lambda: self._append(session_id, kind, actor, body))

    def _append(
        self, session_id: str, kind: EventKind, actor: Actor, body: dict[str, Any]
    ) -> Event:
        # Core, not the ORM: this is the crew's most frequent write, and five times as fast.
        newest = self._numbers.pop(session_id, None)  # asked again where another took the next one
        with self._engine.begin() as connection:
            if newest is None:
                newest = connection.scalar(_NEWEST, {"of": session_id}) or 0
            event = Event(session=session_id, number=newest + 1, kind=kind, actor=actor, data=body)
            connection.execute(_ADD, dict(event))
            if kind == "ended":
                ended = update(SessionRow).where(SessionRow.id == session_id)
                connection.execute(ended.values(outcome=body["outcome"]))
        self._numbers[session_id] = event.number
        return event

    def events(self, session_id: str, *kinds: EventKind) -> list[Event]:
        """The events in order, all or those of some kinds. InputError for an unknown session."""
        with database_session(self._engine, f"read session {session_id}") as session:
            if session.get(SessionRow, session_id) is None:
                raise InputError(
                    f"there is no session {session_id!r}.", "See `python main.py sessions`."
                )
            query = select(EventRow).where(EventRow.session == session_id)
            if kinds:
                query = query.where(EventRow.kind.in_(kinds))
            rows = session.scalars(query.order_by(EventRow.number)).all()
        return [self._read(row) for row in rows]

    def _read(self, row: EventRow) -> Event:
        try:
            return Event.model_validate(
                {
                    "session": row.session,
                    "number": row.number,
                    "kind": row.kind,
                    "actor": row.actor,
                    "data": row.data,
                    "time": row.time,
                }
            )
        except ValidationError as error:
            raise StoreError(
                f"event {row.number} of session {row.session} in {named(self._engine)} cannot be "
                "read.",
                "Run its brief again; other sessions are as they were.",
            ) from error

    def has(self, session_id: str) -> bool:
        """Whether there is a session of this id."""
        with database_session(self._engine, "look for a session") as session:
            return session.get(SessionRow, session_id) is not None

    def latest(self, session_id: str, kind: EventKind) -> Event | None:
        """The newest event of a kind, or None."""
        found = self.events(session_id, kind)
        return found[-1] if found else None

    def recent(self, kind: EventKind, limit: int) -> list[dict[str, Any]]:
        """The data of the newest events of a kind over all sessions, the newest first."""
        query = (
            select(EventRow.data)
            .where(EventRow.kind == kind)
            .order_by(EventRow.time.desc())
            .limit(limit)
        )
        with database_session(self._engine, f"read the newest {kind} events") as session:
            return list(session.scalars(query).all())

    def sessions(self, limit: int = 50) -> list[SessionSummary]:
        """The newest sessions first."""
        count = func.count(EventRow.number)
        query = (
            select(SessionRow, count)
            .outerjoin(EventRow, EventRow.session == SessionRow.id)
            .group_by(SessionRow.id)
            .order_by(SessionRow.created.desc())
            .limit(limit)
        )
        with database_session(self._engine, "list the sessions") as session:
            rows = session.execute(query).all()
        return [
            SessionSummary(
                id=row.id, brief=row.brief, outcome=row.outcome, created=row.created, events=events
            )
            for row, events in rows
        ]
