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


@contextlib.contextmanager
def running_dockerd() -> Iterator[str]:
    """An engine under a temporary folder, without any network; yields its address."""
    for name in ("dockerd", "debootstrap"):
        if not shutil.which(name):
            raise NoEngine(f"{name} is not installed (./setup.sh test installs it)")
    if os.geteuid():
        raise NoEngine("only root can start one")
    # a socket's path must be short, and the layers must not lie on tmpfs's small change
    folder = Path(tempfile.mkdtemp(prefix="studio-dockerd-"))
    process = _start(folder)
    try:
        _wait(process, folder)
        yield f"unix://{folder}/docker.sock"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _unmount(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [
                "dockerd", "--data-root", folder / "data", "--exec-root", folder / "exec",
                "--host", f"unix://{folder}/docker.sock", "--pidfile", folder / "pid",
                "--bridge", "none", "--iptables=false", "--ip6tables=false",
            ],
            stdout=log, stderr=log, start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            last = (folder / "log").read_text(errors="replace").strip().splitlines()[-2:]
            raise NoEngine(f"dockerd ends at once: {' / '.join(last)}")
        with contextlib.suppress(EngineError):
            connect(f"unix://{folder}/docker.sock").close()
            return
        time.sleep(0.1)
    raise NoEngine(f"dockerd does not answer within {START_SECONDS} s")


def _unmount(folder: Path) -> None:
    """What an engine that had to be killed has left."""
    mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for place in reversed([place for place in mounts if place.startswith(str(folder))]):
        subprocess.run(["umount", "-l", place], check=False)
