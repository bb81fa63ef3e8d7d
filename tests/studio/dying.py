"""A process of jobs that die: for test_fork_server.py."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from studio.fork_server import serve


def work(job: dict[str, Any]) -> dict[str, Any]:
    """What the job says, unless it is to end or to take long."""
    if job["way"] == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job["way"] == "wait" and not Path(job["file"]).exists():  # the first time alone
        Path(job["file"]).write_text(str(os.getpid()))
        time.sleep(60)
    if job["way"] == "raise":
        raise ValueError
    return {"said": job["way"]}


def main() -> None:
    """Answer jobs."""
    serve(work, lambda job, ended_by: {"died": ended_by})
