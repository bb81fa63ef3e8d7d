"""Writes a session's events: to the store, into the state, to whoever listens, in that order."""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from agents.flow.state import State, fold
from studio.nouns.event import Actor, Event, EventKind
from studio.store.sessions import SessionStore

OnEvent = Callable[[Event], None]


class Logbook:
    """One session's events and the state that follows from them."""

    def __init__(self, sessions: SessionStore, session: str, on_event: OnEvent):
        self.session = session
        self._sessions = sessions
        self._on_event = on_event
        self._closed = False
        self.is_resumed = False
        self.catch_up()
        self.is_resumed = self.state.brief is not None

    def catch_up(self) -> None:
        """Take the state from all events that are stored by now."""
        self.state: State = fold(self._sessions.events(self.session))
        self.state.thread.pass_over()

    def write(
        self, kind: EventKind, actor: Actor, data: BaseModel | dict[str, Any]
    ) -> Event | None:
        """Add an event. Nothing is written any more once the logbook is closed: a turn that was
        given up may still be ending in the background."""
        if self._closed:
            return None
        event = self._sessions.append(self.session, kind, actor, data)
        self.state.take(event)
        self._on_event(event)
        return event

    def recent(self, kind: EventKind, limit: int) -> list[dict[str, Any]]:
        """The data of the newest events of a kind, of whatever session."""
        return self._sessions.recent(kind, limit)

    def close(self) -> None:
        """Take no more events."""
        self._closed = True

    def events(self, *kinds: EventKind) -> list[Event]:
        """The session's events, all or those of some kinds."""
        return self._sessions.events(self.session, *kinds)
