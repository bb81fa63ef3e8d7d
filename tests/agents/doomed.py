"""Processes that produce a brief and die by SIGKILL: at the n-th event of a kind, right `BEFORE` or
`AFTER` the n-th event of any kind is written, or n seconds after their start (`SECONDS`).

Reads lines of JSON, [folder, base_url, brief, kind, n]; forks one such process for each, so that
all are imported once; answers with the signal that ended it (0: it came to its end) and the number
of its processes that outlived it by ORPHAN_SECONDS.
"""

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path

from studio.nouns.brief import Brief
from studio.settings import load_settings
from studio.store.sessions import SessionStore
from tests.agents.rig import open_rig

BEFORE, AFTER, SECONDS = "before", "after", "seconds"
ORPHAN_SECONDS = 20
_PR_SET_CHILD_SUBREAPER = 36  # prctl(2): whoever loses its parent becomes a child of ours


class Nursery:
    """The process that forks the doomed ones, as their tests speak to it."""

    def __init__(self, process: subprocess.Popen[str]):
        self._process = process

    async def kill(self, *life: object) -> int:
        """The signal that a run ended by; none of its processes outlived it."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(life) + "\n")
        self._process.stdin.flush()
        told = await asyncio.to_thread(self._process.stdout.readline)
        ended, outlived = map(int, told.split())
        assert outlived == 0, f"{outlived} processes outlived the studio at {life[3:]}"
        return ended


@contextlib.contextmanager
def opened_nursery() -> Generator[Nursery]:
    """Start it, and end it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.agents.doomed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as process:
        yield Nursery(process)
        assert process.stdin
        process.stdin.close()


async def produce(folder: str, base_url: str, text: str, kind: str, number: int) -> None:
    """Produce until the end comes."""
    settings = load_settings()
    settings.paths.data, settings.paths.outputs = Path(folder) / "data", Path(folder) / "outputs"
    seen = 0

    def count(found: str) -> None:
        nonlocal seen
        seen += found == kind
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    write = SessionStore._append

    def append(*event):
        count(BEFORE)
        written = write(*event)
        count(AFTER)
        return written

    SessionStore._append = append
    async with open_rig(settings) as rig:
        crew = rig.crew(
            base_url,
            on_event=lambda event: count(event.kind),
            on_progress=lambda tool, fraction, note: count(f"{tool} {fraction}"),
        )
        await crew.produce(Brief(text=text))


def main() -> None:
    """One child after another."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    for line in sys.stdin:
        life = json.loads(line)
        child = os.fork()
        if child == 0:
            asyncio.run(produce(*life))
            os._exit(0)
        if life[3] == SECONDS:
            time.sleep(life[4])
            os.kill(child, signal.SIGKILL)  # one that has ended is not yet waited for
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status), orphans(), flush=True)


def orphans() -> int:
    """How many processes of the dead one are still there after a while; they are ended."""
    own = Path(f"/proc/self/task/{os.getpid()}/children")
    end = time.monotonic() + ORPHAN_SECONDS
    while left := own.read_text().split():
        if time.monotonic() > end:
            for process in left:
                os.kill(int(process), signal.SIGKILL)
                os.waitpid(int(process), 0)
            return len(left)
        if os.waitpid(-1, os.WNOHANG) == (0, 0):
            time.sleep(0.02)
    return 0


if __name__ == "__main__":
    main()
