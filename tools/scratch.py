"""The temporary folder of one tool call or one worker process, removed by whoever asked for it.

A worker that is killed can't clean up after itself, and one that ends by `os._exit` (Blender must)
doesn't. So its TMPDIR is a folder that its parent makes and removes. Where the studio itself is
killed, the next one sweeps: the lock on a folder goes with the process that held it.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StoreError

_LOCK = "lock"


class Scratch:
    """A new folder in `home`, which holds nothing else than such folders. StoreError where it
    cannot be made."""

    def __init__(self, home: Path, name: str):
        try:
            home.mkdir(parents=True, exist_ok=True)
            with _alone_in(home):
                _sweep(home)
                self.folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=home))
                self._lock = _opened(self.folder)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        except OSError as error:
            raise StoreError(
                f"cannot make a temporary folder in {home}: {error.strerror}.",
                "See that the folder paths.data of configs/studio.yaml can be written to.",
            ) from error

    def remove(self) -> None:
        """Delete the folder and all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _sweep(home: Path) -> None:
    """Delete the folders whose owners are gone."""
    for folder in home.iterdir():
        try:
            lock = _opened(folder)
        except OSError:  # the lock of `home` itself, or a folder that its owner has just removed
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(lock)


@contextmanager
def _alone_in(home: Path) -> Generator[None]:
    """No other process sweeps or adds here meanwhile."""
    lock = _opened(home)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _opened(folder: Path) -> int:
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
