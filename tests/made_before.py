"""What the engines have made for one test lies in the stores of others: a test of how a piece is
asked for, changed and shown pays for its start, not for a line that was spoken before it."""

import contextlib
import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

# Of a store, what tells of sessions: those are the test's own.
OWN = ("events", "sessions", "conversations", "jobs")
CALLS = ("artifacts", "calls")


class MadeBefore:
    """Finished calls of tools and their files, shared by the processes of one run of the tests."""

    def __init__(self, folder: Path) -> None:
        self._data, self._lock = folder / "data", folder / "lock"
        folder.mkdir(exist_ok=True)

    @contextlib.contextmanager
    def shared_with(self, data: Path) -> Iterator[None]:
        """The folder `data`, which is not there yet, starts with them, and gives what it adds."""
        with self._alone():
            if self._data.is_dir():
                shutil.copytree(self._data, data)
        yield
        if (data / "studio.db").is_file():
            with self._alone():
                self._take(data)

    def _take(self, data: Path) -> None:
        shutil.copytree(data / "artifacts", self._data / "artifacts", dirs_exist_ok=True)
        kept = self._data / "studio.db"
        with contextlib.closing(sqlite3.connect(data / "studio.db")) as own:
            if not kept.is_file():
                with contextlib.closing(sqlite3.connect(kept)) as new:
                    own.backup(new)
                    for table in OWN:
                        new.execute(f"DELETE FROM {table}")
                    new.commit()
                return
            own.execute("ATTACH ? AS kept", (str(kept),))
            for table in CALLS:
                own.execute(f"INSERT OR IGNORE INTO kept.{table} SELECT * FROM main.{table}")
            own.commit()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
