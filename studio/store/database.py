"""The connection to the store's database: SQLite by default, another by URL."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from studio.errors import SettingsError, StoreError
from studio.store.schema import Base
from studio.store.upgrading import upgrade


def open_database(url: str) -> Engine:
    """An engine with all tables made, an older store brought up to date.
    SQLite runs in WAL mode, so that readers never wait.

    Raises StoreError with the path or host when it cannot be opened, or a newer program made it.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:  # its own words may hold the password
        raise SettingsError(
            "database.url is not a URL of SQLAlchemy's.",
            "Write postgresql+psycopg://NAME:PASSWORD@HOST/DATABASE, or leave it empty for SQLite.",
        ) from error
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, json_serializer=None)
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
        upgrade(engine)
        Base.metadata.create_all(engine)  # a table that was lost is made again, empty
    except (OSError, ImportError, SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(
            f"cannot open the session store {parsed.render_as_string()}: {_reason(error)}.",
            _remedy(parsed),
        ) from error
    return engine


def _tune_sqlite(connection, _record) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def as_store_error(action: str, engine: Engine) -> Generator[None]:
    """Turn the database's own errors, and rows that hold no JSON, into a StoreError that says which
    `action` failed, in which file, and what to do."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, ValueError) as error:
        raise StoreError(
            f"cannot {action} in {named(engine)}: {_reason(error)}.", _remedy(engine.url)
        ) from error


@contextmanager
def database_session(engine: Engine, action: str) -> Generator[Session]:
    """A session of the database's; its errors are told as `as_store_error` tells them."""
    with as_store_error(action, engine), Session(engine) as session:
        yield session


def named(engine: Engine) -> str:
    """The database as a person knows it: a file's path, or its address without the password."""
    is_file = engine.url.get_backend_name() == "sqlite" and engine.url.database
    return engine.url.database or "" if is_file else engine.url.render_as_string()


def _reason(error: BaseException) -> str:
    """The database's own words, without the statement."""
    inner = getattr(error, "orig", None) or error
    return str(inner).splitlines()[0] if str(inner) else type(inner).__name__


def _remedy(url: URL) -> str:
    if url.get_backend_name() != "sqlite" or not url.database:
        return "Check database.url in configs/studio.yaml; `resume` goes on from the last event."
    return (
        "Check paths.data in configs/studio.yaml and its disk. If the file itself is broken, move "
        f"it away (mv {url.database} {url.database}.broken): the next session starts a new one."
    )
