"""Processes of the studio's own: each runs main() of one of its modules, apart from this one."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from studio.errors import EngineError
from studio.settings import ROOT

# No keys: what such a process decodes may get hold of it.
_HANDED = ("LANG", "HOME", "PATH", "TMPDIR", "IMAGEIO_FFMPEG_EXE", "STUDIO_CONFIG")


def start(
    module: str,
    what: str,
    *arguments: str,
    variables: Mapping[str, str],
    log: Path = Path(os.devnull),
    cwd: Path = Path("/"),
) -> "subprocess.Popen[bytes]":
    """The process of a `module`, with unbuffered pipes to its input and output, in a session of its
    own, so that a Ctrl-C is for the studio. `variables` are those of its environment beside the
    few that it is handed; what it prints on standard error is added to `log`; `what` it is, in the
    EngineError where it cannot be started."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {module} as of; of.main()"
    told = {name: os.environ[name] for name in _HANDED if name in os.environ}
    try:
        with log.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-I", "-c", code, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                bufsize=0,
                cwd=cwd,
                env={"LANG": "C.UTF-8", **told, **variables},
                start_new_session=True,
            )
    except OSError as error:
        raise EngineError(
            f"cannot start {what}: {error.strerror}.",
            "End other programs, or run `make setup` again.",
        ) from error


def close(process: "subprocess.Popen[bytes]") -> None:
    """Wait for the end of a process that was killed, and close its pipes."""
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
