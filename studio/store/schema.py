"""The tables of the store. Documents are JSON columns; what is searched has a column of its own."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The metadata of all tables."""


class SessionRow(Base):
    """One brief from start to end. `outcome` is empty while it is open."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    brief: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16), default="")
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class EventRow(Base):
    """One event; (session, number) is its place in the list."""

    __tablename__ = "events"

    session: Mapped[str] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    actor: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    time: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ArtifactRow(Base):
    """One file of the artifact store."""

    __tablename__ = "artifacts"

    handle: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class CallRow(Base):
    """A finished tool call, by its cache key: the stored result."""

    __tablename__ = "calls"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tool: Mapped[str] = mapped_column(String(64), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class ConversationRow(Base):
    """A conversation that was given a name: its pieces, and where one stands."""

    __tablename__ = "conversations"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)


class JobRow(Base):
    """A job that one worker of many does: who holds its newest attempt, until when (seconds since
    1970) unless renewed, the sessions that were begun for it, and its result once it is `done`."""

    __tablename__ = "jobs"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer)
    holder: Mapped[str] = mapped_column(String(120))
    until: Mapped[float] = mapped_column(Float(53))
    done: Mapped[bool] = mapped_column(Boolean)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
