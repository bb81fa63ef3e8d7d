"""Starts a Docker engine on a socket of its own, and stops it by its pid."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sandbox.docker.client import connect
from studio.errors import EngineError

START_SECONDS = 60
STOP_SECONDS = 30


class NoEngine(Exception):
    """There can be no engine here; the text says why."""


class Dockerd:
    """An engine under a folder of its own, without any network."""

    def __init__(self, folder: Path):
        # short, for a socket's path has few characters
        self.address = f"unix://{folder}/docker.sock"
        self._folder = folder
        self._process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Start it and wait for its answer. NoEngine when there is none."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    "dockerd",
                    "--data-root",
                    self._folder / "data",
                    "--exec-root",
                    self._folder / "exec",
                    "--host",
                    self.address,
                    "--pidfile",
                    self._folder / "pid",
                    "--bridge",
                    "none",
                    "--iptables=false",
                    "--ip6tables=false",
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                log = (self._folder / "log").read_text(errors="replace")
                raise NoEngine(f"dockerd ends: {' / '.join(log.strip().splitlines()[-2:])}")
            with contextlib.suppress(EngineError):
                connect(self.address).close()
                return
            time.sleep(0.1)
        raise NoEngine(f"dockerd does not answer within {START_SECONDS} s")

    def kill(self) -> None:
        """As if it had crashed."""
        self._process.kill()
        self._process.wait()
        (self._folder / "pid").unlink(missing_ok=True)
        # the kernel ends containerd with it; one that is half dead would be taken for a live one
        companion = self._folder / "exec" / "containerd" / "containerd.pid"
        while companion.exists() and Path(f"/proc/{companion.read_text()}/exe").exists():
            time.sleep(0.05)
        companion.unlink(missing_ok=True)

    def stop(self) -> None:
        """End it and what it has started, and remove what it has written."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        _end_shims(self._folder)
        _unmount(self._folder)
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def running_dockerd() -> Iterator[Dockerd]:
    """An engine that is stopped afterwards. NoEngine when there can be none."""
    for name in ("dockerd", "mmdebstrap"):
        if not shutil.which(name):
            raise NoEngine(f"{name} is not installed (./setup.sh test installs it)")
    if os.geteuid():
        raise NoEngine("only root can start one")
    engine = Dockerd(Path(tempfile.mkdtemp(prefix="studio-dockerd-")))
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()


def processes_of(folder: str) -> set[str]:
    """The ids of an engine's processes and of all that they have started."""
    parents: dict[str, str] = {}
    found: set[str] = set()
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            parents[process.name] = (process / "stat").read_text().rpartition(")")[2].split()[1]
            if folder.encode() in (process / "cmdline").read_bytes():
                found.add(process.name)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _end_shims(folder: Path) -> None:
    """The containers of an engine that was killed and not started again: each hangs on a process
    that names the engine's folder."""
    for pid in processes_of(str(folder)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def _unmount(folder: Path) -> None:
    """What an engine that had to be killed has left."""
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for place in reversed([place for place in mounts if place.startswith(str(folder))]):
        subprocess.run(["umount", "-l", place], check=False)
