"""A stranger's file is looked at first by a process under limits, which may die of it.

It decodes the file from end to end, and makes the plain copy where the file itself is not plain.
Only then does the studio's own process open it, or the copy.
"""

import resource
import signal
from pathlib import Path
from typing import Any

from studio.errors import MediaError, StudioError
from studio.fork_server import ForkServer, serve
from studio.media import plain
from studio.media.conform import TIME_LIMIT
from studio.media.opener import examine, open_picture, reading_of
from studio.media.original import check_file
from studio.media.plain import Reading
from studio.settings import Media, settings

MEMORY = 4 * 2**30  # bytes of address space; a picture of 8192x8192 in 16 bits takes 0.4
_SECONDS = 600  # of the process's own; FFmpeg's are limited by themselves
_WALL = round(3 * TIME_LIMIT)
_REMEDY = "Copy it again, or export it as H.264 with AAC, PNG or WAV."

SERVER = ForkServer("studio.media.confined", "that looks at media files")
"""The one of this process."""


def look(path: Path, limits: Media | None = None) -> None:
    """Have a file that came from outside looked at. MediaError says why it is not opened, OSError
    why it cannot be. Blocks: not for the event loop."""
    limits = limits or settings().media
    check_file(path, limits)
    job = {
        "path": str(path.absolute()),
        "limits": limits.model_dump(),
        "data": str(settings().paths.data),
    }
    told = SERVER.ask(job, _WALL)
    if "os" in told:
        raise OSError(*told["os"])
    if "error" in told:
        raise MediaError(*told["error"])
    plain.know(path, Reading.read(told["reading"]))


def _look(job: dict[str, Any]) -> dict[str, Any]:
    """One job, in the fork."""
    path, limits = Path(job["path"]), Media(**job["limits"])
    settings().paths.data = Path(job["data"])
    settings().media = limits
    try:
        _confine()
        examine(path, limits)
        reading = reading_of(path, limits)
        if reading.kind == "image":
            with open_picture(path, limits):
                pass
    except MemoryError:
        return {"error": [f"{path.name} takes too much memory to decode.", _REMEDY]}
    except StudioError as error:
        return {"error": [error.message, error.fix]}
    except OSError as error:
        return {"os": [error.errno, error.strerror]}
    except Exception as error:  # whatever a decoder says of bytes that it can't read
        why = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return {"error": [f"{path.name} cannot be read ({why}).", _REMEDY]}
    return {"reading": reading.told()}


def _confine() -> None:
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, most))  # FFmpeg sets its own
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(_WALL)


def _lost(job: dict[str, Any], ended_by: int) -> dict[str, Any]:
    """The answer for a fork that gave none."""
    name = Path(job["path"]).name
    if ended_by in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL):
        return {"error": [f"{name} takes too long, or too much memory, to decode.", _REMEDY]}
    return {"error": [f"{name} makes its decoder crash.", _REMEDY]}


def main() -> None:
    """Answer jobs until the input ends."""
    settings()  # read once for all forks
    serve(_look, _lost)
