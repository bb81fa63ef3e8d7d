"""Who is making a session: one process at a time, known to all by a lock that dies with it."""

import contextlib
import fcntl
import json
import os
import socket
from collections.abc import Generator
from datetime import datetime
from pathlib import Path

from studio.errors import InputError, StoreError


@contextlib.contextmanager
def only_one(folder: Path, name: str, refusal: InputError) -> Generator[None]:
    """Hold the lock `name` under `folder`, which dies with this process; `refusal` is raised where
    another process holds it."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(SessionOwners(folder).own(name))
        except InputError:
            raise refusal from None
        yield


class SessionOwners:
    """Locks on sessions, under `folder`."""

    def __init__(self, folder: Path):
        self._folder = folder

    @contextlib.contextmanager
    def own(self, session: str) -> Generator[None]:
        """Be the one who makes `session`. InputError says who else is, and how to watch."""
        lock = self._opened(session)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InputError(
                    f"session {session} is being made by {_told(os.pread(lock, 4096, 0))}.",
                    f"Watch it: `python main.py resume {session} --watch`. Or wait for its end.",
                ) from None
            about = {
                "pid": os.getpid(),
                "host": socket.gethostname(),
                "since": datetime.now().astimezone().isoformat(timespec="seconds"),
            }
            os.ftruncate(lock, 0)
            os.pwrite(lock, json.dumps(about).encode(), 0)
            yield
        finally:
            os.close(lock)

    def is_owned(self, session: str) -> bool:
        """Whether some process is making `session` now."""
        lock = self._opened(session)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(lock)
        return False

    def _opened(self, session: str) -> int:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            return os.open(self._folder / f"{session}.lock", flags, 0o600)
        except OSError as error:
            raise StoreError(
                f"cannot lock session {session} in {self._folder}: {error.strerror}.",
                "See that the folder paths.data of configs/studio.yaml can be written to.",
            ) from error


def _told(said: bytes) -> str:
    try:
        about = json.loads(said)
        return f"process {about['pid']} on {about['host']}, since {about['since']}"
    except (ValueError, KeyError, TypeError):  # it has only just begun
        return "another process"
