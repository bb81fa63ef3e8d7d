"""The media worker's side: a process under limits that decodes, and may die of it.

One line on standard input is a job: {"settings": {...}, "folder": "/here", "scratch": "/tmp/x",
"job": base64 of a pickled (function, arguments, whether it is given a way to report progress)},
which is the studio's own. The line "stop" ends the job at its next report. Lines on standard output
are JSON alone, since what this process decodes may get hold of it: {"progress": [0.4, "encoding"]},
then one of {"result": ...}, {"error": [class, message, fix]}, {"os": [number, text]},
{"memory": true}, {"fault": text}, {"stopped": true}.

It ends with its input, and takes the FFmpeg that it started with it.
"""

import base64
import contextlib
import errno
import faulthandler
import io
import json
import os
import pickle
import queue
import resource
import signal
import sys
import tempfile
import threading
import traceback
from typing import Any

from studio.errors import StudioError
from studio.packs.pack import found_packs
from studio.settings import settings, take_on
from tools.packs import import_package

INSIDE = False
"""Whether this process is a media worker."""
_NO_ROOM = ("allocate memory", "Insufficient memory", "bad_alloc", "bad allocation")
_SHORT = (errno.ENOMEM, errno.EAGAIN)
"""EAGAIN is what a decoder says that had no memory for the stack of another thread."""


class _Stopped(Exception):
    """Raised inside a job for which nobody waits any more."""


class _Reader(pickle.Unpickler):
    """Finds what packs bring, too."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        """What is called so in a module."""
        for pack in found_packs():
            if f"{module_name}.".startswith(f"{pack.module}."):
                import_package(pack, module_name)
        return super().find_class(module_name, global_name)


def main() -> None:
    """Do jobs until the input ends, or none has come for so many seconds as the argument says."""
    global INSIDE
    INSIDE = True
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what libraries print
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(jobs, stop), daemon=True).start()
    known: dict[str, Any] = {}

    def progress(fraction: float, note: str = "") -> None:
        if stop.is_set():
            raise _Stopped
        _tell(out, {"progress": [float(fraction), note]})

    while True:
        try:
            job = jobs.get(timeout=float(sys.argv[1]))
        except queue.Empty:
            os._exit(0)
        if job["settings"] != known:
            take_on(known := job["settings"])
        _tell(out, _done(job, progress))
        stop.clear()


def _listen(jobs: "queue.SimpleQueue[dict[str, Any]]", stop: threading.Event) -> None:
    for line in sys.stdin.buffer:
        if line == b"stop\n":
            stop.set()
        else:
            jobs.put(json.loads(line))
    os.killpg(0, signal.SIGKILL)


def _tell(out: Any, message: dict[str, Any]) -> None:
    out.write(json.dumps(message).encode() + b"\n")


def _done(job: dict[str, Any], progress: Any) -> dict[str, Any]:
    os.environ["TMPDIR"] = tempfile.tempdir = job["scratch"]
    os.chdir(job["folder"])  # which a path may be relative to
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    try:
        function, arguments, reports = _Reader(io.BytesIO(base64.b64decode(job["job"]))).load()
        allowed = round(settings().media.worker_gb * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, most))
        result = function(*arguments, *([progress] if reports else []))
        json.dumps(result)
        return {"result": result}
    except _Stopped:
        return {"stopped": True}
    except Exception as error:
        return _told(error)
    finally:  # what is imported for the next job is no file's
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _told(error: Exception) -> dict[str, Any]:
    if _is_of_memory(error):
        return {"memory": True}
    if isinstance(error, StudioError):
        return {"error": [type(error).__name__, error.message, error.fix]}
    if isinstance(error, OSError) and error.errno:
        return {"os": [error.errno, error.strerror]}
    with contextlib.suppress(OSError):
        traceback.print_exception(error)
    return {"fault": f"{type(error).__name__}: {error}"}


def _is_of_memory(error: BaseException | None) -> bool:
    """Whether there was too little memory, whoever noticed: Python, FFmpeg or OpenCV."""
    while error is not None:
        short = isinstance(error, OSError) and error.errno in _SHORT
        if short or isinstance(error, MemoryError) or any(s in str(error) for s in _NO_ROOM):
            return True
        error = error.__cause__
    return False
