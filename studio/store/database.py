"""The connection to the store's database: SQLite by default, another by URL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from studio.errors import StoreError
from studio.store.schema import Base

SPARE_BYTES = 200 * 1024 * 1024


def open_database(url: str) -> Engine:
    """An engine with all tables made. SQLite runs in WAL mode, so that readers never wait.

    Raises StoreError with the path or host when it cannot be opened.
    """
    parsed = make_url(url)
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, json_serializer=None)
        if parsed.get_backend_name() == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
        Base.metadata.create_all(engine)
    except (OSError, SQLAlchemyError) as fault:
        raise StoreError(
            f"cannot open the session store {parsed.render_as_string()}: {fault}.",
            "Check paths.data and database.url in configs/studio.yaml.",
        ) from fault
    return engine


def _tune_sqlite(connection, _record) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def told(action: str) -> Iterator[None]:
    """Turn the database's own errors into a StoreError that says which `action` failed."""
    try:
        yield
    except SQLAlchemyError as fault:
        raise StoreError(
            f"cannot {action}: {fault}.",
            "Check the disk of paths.data; `resume` goes on from the last event.",
        ) from fault


def require_space(folder: Path, spare: int = SPARE_BYTES) -> None:
    """Raise StoreError when `folder`'s disk has less than `spare` bytes free."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < spare:
        raise StoreError(
            f"only {free // 2**20} MB are free on the disk of {folder}, of {spare // 2**20}.",
            "Free some space, or point paths.data in configs/studio.yaml at another disk.",
        )
