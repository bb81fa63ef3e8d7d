"""One process at a time fetches an entry."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Generator
from pathlib import Path


@contextlib.contextmanager
def alone(lock: Path, entry: str, say: Callable[[str], None]) -> Generator[None]:
    """Hold `lock`, a file that is made; says so while another process holds it. It dies with its
    process. OSError: it cannot be made."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    opened = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Another process is fetching {entry}; waiting for it.")
            fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)
