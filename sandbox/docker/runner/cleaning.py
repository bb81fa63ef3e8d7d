"""Ends the processes and removes the files that a program left. Standard library only."""

import itertools
import os
import signal
import stat
import time

PATIENCE = 2.0  # seconds


def kill_all() -> None:
    """SIGKILL for every process of the container but this one, which must be process 1."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


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
    names = (f"{folder}/.removed-{number}" for number in itertools.count())
    try:
        while found := list(os.scandir(folder)):
            for entry in found:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
                    continue
                os.chmod(entry.path, stat.S_IRWXU)
                for inner in list(os.scandir(entry.path)):
                    if inner.is_dir(follow_symlinks=False):
                        os.chmod(inner.path, stat.S_IRWXU)  # to be moved it must be writable
                        os.rename(inner.path, _unused(names))
                    else:
                        os.unlink(inner.path)
                os.rmdir(entry.path)
            if time.monotonic() > deadline:
                return False
    except OSError:
        return False
    return True


def _unused(names) -> str:
    return next(name for name in names if not os.path.lexists(name))


def _alive() -> int:
    """How many processes there are besides this one and the dead."""
    count = 0
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                with open(f"/proc/{name}/stat") as stream:
                    count += stream.read().rpartition(")")[2].split()[0] != "Z"
            except OSError:
                continue
    return count
