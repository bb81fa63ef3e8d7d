"""The stores of sessions and artifacts, opened for a while."""

from collections.abc import Generator
from contextlib import contextmanager

from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.jobs import JobStore
from studio.store.sessions import SessionStore


@contextmanager
def open_stores(settings: Settings) -> Generator[tuple[SessionStore, ArtifactStore]]:
    """The session store and the artifact store of these settings. StoreError when they cannot be
    opened."""
    engine = open_database(settings.database_url())
    try:
        yield SessionStore(engine), ArtifactStore(settings.paths.data / "artifacts", engine)
    finally:
        engine.dispose()


@contextmanager
def open_jobs(settings: Settings) -> Generator[JobStore]:
    """The store of jobs of these settings. StoreError when it cannot be opened."""
    engine = open_database(settings.database_url())
    try:
        yield JobStore(engine)
    finally:
        engine.dispose()
