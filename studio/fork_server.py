"""A process that does each job in a fork of its own, which ends with the job.

The studio's side is ForkServer: it starts the process at the first job, sends it one JSON line a
job and reads one. The process's side is serve(). What a job is about, only the fork looks at, under
limits of its own: whatever it dies of, the process goes on. It ends when its input does, or when
nothing was asked for a while.
"""

import contextlib
import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from studio import own_process
from studio.errors import EngineError

IDLE_SECONDS = 60
_START_SECONDS = 30  # of a machine that is busy
_ATTEMPTS = 2  # it ends by itself when idle, perhaps just now
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # before a fork: to load a library after it may wait for ever

Job = dict[str, Any]
Answer = dict[str, Any]


class ForkServer:
    """The process of a `module` with a main() that calls serve(); `what` it is for, in errors. One
    job at a time."""

    def __init__(self, module: str, what: str) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._alone = threading.Lock()
        self._what = what
        self._module = module

    def ask(self, job: Job, seconds: float) -> Answer:
        """The answer to one job, for which `seconds` are allowed. Blocks: not for the event loop.
        EngineError when the process can't be started or used."""
        line = json.dumps(job).encode() + b"\n"
        with self._alone:
            for _ in range(_ATTEMPTS):
                if answer := self._ask(line, seconds + _START_SECONDS):
                    return json.loads(answer)
                self._end()
        raise EngineError(
            f"the process {self._what} does not answer.",
            "Run `make setup` again; if that does not help, please report it.",
        )

    def close(self) -> None:
        """End the process; a later job starts another."""
        with self._alone:
            self._end()

    def _ask(self, line: bytes, seconds: float) -> bytes:
        process = self._started()
        assert process.stdin and process.stdout
        try:
            process.stdin.write(line)
            ready, _, _ = select.select([process.stdout], [], [], seconds)
            return process.stdout.readline() if ready else b""
        except OSError:
            return b""
        except BaseException:  # Ctrl-C: nobody waits for the answer any more
            self._end()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.process.poll() is not None:
            self._end()
            what = f"the process {self._what}"
            self.process = own_process.start(self._module, what, variables=_ONE_THREAD)
        return self.process

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            own_process.close(process)


_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def serve(work: Callable[[Job], Answer], died: Callable[[Job, int], Answer]) -> None:
    """Answer jobs until the input ends: `work` in a fork, or where that ended without an answer,
    `died`, which is told by what signal (0 for none)."""
    jobs = os.fdopen(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # select sees all of it
    while select.select([jobs], [], [], IDLE_SECONDS)[0]:
        line = jobs.readline()
        if not line:
            break
        job = json.loads(line)
        answer = _fork_and_wait(work, job)
        told = answer if isinstance(answer, dict) else died(job, answer)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def end_with_parent(by: signal.Signals = signal.SIGKILL) -> None:
    """Have this process ended by a signal when the one that started it ends."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, by)


def _fork_and_wait(work: Callable[[Job], Answer], job: Job) -> Answer | int:
    """What the fork said, or the signal that it was ended by."""
    ours, its = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            end_with_parent()
            os.close(ours)
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 0)
            os.dup2(nothing, 1)  # only the process itself speaks to the studio
            with os.fdopen(its, "wb") as stream:
                stream.write(json.dumps(work(job)).encode())
        finally:
            os._exit(0)
    os.close(its)
    with os.fdopen(ours, "rb", buffering=0) as stream:
        said = b""
        while True:
            ready, _, _ = select.select([stream, 0], [], [])
            if stream not in ready:  # between jobs alone does the studio write: it is gone
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                os._exit(1)
            part = stream.read(65536)
            if not part:
                break
            said += part
    _, status = os.waitpid(child, 0)
    try:
        return json.loads(said)
    except ValueError:
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
