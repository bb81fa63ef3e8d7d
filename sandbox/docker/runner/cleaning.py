"""Ends the processes and removes the files that a program left. Standard library only."""

import contextlib
import itertools
import os
import signal
import stat
import time
from pathlib import Path

PATIENCE = 2.0  # seconds


def kill_all() -> None:
    """SIGKILL for every process of the container but this one, which must be process 1."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL)


def reap(child: int) -> int | None:
    """Collect the dead; the wait status of `child` if it is among them."""
    found = None
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return found
            if pid == child:
                found = status
    except ChildProcessError:
        return found


def end_all() -> int | None:
    """End every other process. How many there were; None when some do not end."""
    left = _alive()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        kill_all()
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return left
        time.sleep(0.001)
    return None


def empty(folder: str) -> bool:
    """Remove all that is in `folder`; False when something stays or it takes too long.

    Folders are moved up before they are removed, so that no depth and no path length matters.
    """
    deadline = time.monotonic() + PATIENCE
    top = Path(folder)
    names = (top / f".moved-{number}" for number in itertools.count())
    try:
        while found := list(top.iterdir()):
            for path in found:
                if _is_folder(path):
                    path.chmod(stat.S_IRWXU)
                    for inner in list(path.iterdir()):
                        if _is_folder(inner):
                            inner.chmod(stat.S_IRWXU)  # to be moved it must be writable
                            inner.rename(next(name for name in names if not os.path.lexists(name)))
                        else:
                            inner.unlink()
                    path.rmdir()
                else:
                    path.unlink()
            if time.monotonic() > deadline:
                return False
    except OSError:
        return False
    return True


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _alive() -> int:
    """How many processes there are besides this one and the dead."""
    count = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            with contextlib.suppress(OSError):
                count += (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return count
