"""A real worker process for the tests of the protocol."""

import os
import sys
import tempfile
import time
from pathlib import Path

from tools.engines.worker.serve import BadInput, Job, serve


def echo(params, job: Job):
    """Say it back, after `steps` reports of progress."""
    for step in range(params.get("steps", 0)):
        job.progress(step / params["steps"], f"step {step}")
        time.sleep(params.get("pause", 0))
    print("noise on standard output")
    return {"said": params["text"], "pid": os.getpid()}


def refuse(params, job: Job):
    """A caller's fault."""
    raise BadInput("there is no such set.", "Use meadow.")


def fail(params, job: Job):
    """A fault of the engine's own."""
    raise RuntimeError("out of luck")


def crash(params, job: Job):
    """End the process, once or every time."""
    marker = Path(params["marker"])
    if not marker.exists():
        if params["once"]:
            marker.touch()
        print("about to fall", file=sys.stderr, flush=True)
        os._exit(7)
    return {"survived": True}


def scribble(params, job: Job):
    """Leave a temporary file behind."""
    handle, file = tempfile.mkstemp()
    os.close(handle)
    return {"file": file, "pid": os.getpid()}


def stubborn(params, job: Job):
    """Never looks whether it was cancelled."""
    Path(params["marker"]).write_text(str(os.getpid()))
    time.sleep(60)
    return {}


if __name__ == "__main__":
    serve(
        {
            "echo": echo,
            "refuse": refuse,
            "fail": fail,
            "crash": crash,
            "scribble": scribble,
            "stubborn": stubborn,
        },
        engine="echo",
        version="1",
    )
