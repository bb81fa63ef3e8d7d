"""The studio's side of the decoding process: one for all runs, one job at a time."""

import json
import os
import select
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import EngineError

_CHILD = Path(__file__).with_name("child.py")
_START_SECONDS = 30  # of a machine that is busy
_ATTEMPTS = 2  # it ends by itself when idle, perhaps just now


@dataclass(frozen=True)
class Decoded:
    """`facts` are a MediaFacts' fields, or None: then `error` is "bad" for bytes that are not what
    they are said to be, or "limit" for too much of it, and `text` says more. `pixels` were
    decoded, or begun."""

    pixels: int
    facts: dict[str, Any] | None = None
    error: str = ""
    text: str = ""


class Decoder:
    """Starts the process at the first job, and again when it has ended."""

    def __init__(self) -> None:
        self._alone = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def decode(
        self,
        path: Path,
        kind: str,
        form: str,
        *,
        max_pixels: int,
        pixels_left: int,
        memory_mb: int,
        seconds: int,
    ) -> Decoded:
        """Decode one file of `kind` ("image", "audio", "table") and format. Blocks: not for the
        event loop. EngineError when the process can't be started or used."""
        job = {
            "path": str(path),
            "kind": kind,
            "form": form,
            "max_pixels": max_pixels,
            "pixels_left": pixels_left,
            "memory_mb": memory_mb,
            "seconds": seconds,
        }
        line = json.dumps(job).encode() + b"\n"
        with self._alone:
            for _ in range(_ATTEMPTS):
                answer = self._ask(line, seconds + _START_SECONDS)
                if answer:
                    return Decoded(**json.loads(answer))
                self._end()
        raise EngineError(
            "the process that decodes what programs make does not answer.",
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

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", str(_CHILD)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    cwd="/",
                    env={"LANG": os.environ.get("LANG", "C.UTF-8"), "OPENBLAS_NUM_THREADS": "1"},
                    start_new_session=True,  # a Ctrl-C is for the studio
                )
            except OSError as error:
                raise EngineError(
                    f"cannot start the decoding process: {error.strerror}.",
                    "End other programs, or run `make setup` again.",
                ) from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


DECODER = Decoder()
"""The one of this process."""
