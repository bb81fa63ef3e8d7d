"""What a person sees when something goes wrong: a sentence and a remedy, never a traceback."""

import contextlib
import os
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import StudioError

INTERRUPTED = 130  # what shells report for Ctrl-C
OURS = 1


class Stopped(Exception):
    """The command ends now, with this exit code; everything has been said."""

    def __init__(self, exit_code: int, message: str, fix: str = ""):
        super().__init__(message)
        self.exit_code = exit_code
        self.message = message
        self.fix = fix


@contextlib.contextmanager
def worded(session: Callable[[], str], logs: Callable[[], Path]) -> Iterator[None]:
    """Turn every way in which a command can fail into Stopped.

    `session` gives the id of the session that is going on ("" for none); the traceback of a fault
    of ours goes into a file under `logs`.
    """
    try:
        yield
    except StudioError as fault:
        raise Stopped(fault.exit_code, fault.message, fault.fix) from fault
    except (KeyboardInterrupt, EOFError) as fault:
        going = session()
        fix = f"Go on with `python main.py resume {going}`." if going else ""
        raise Stopped(INTERRUPTED, "Stopped.", fix) from fault
    except BrokenPipeError as fault:
        # Whoever read our output, `head` say, has seen enough; the last flush must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise Stopped(OURS, "") from fault
    except Exception as fault:
        kept = _keep_traceback(fault, logs())
        going = session()
        again = f" `python main.py resume {going}` tries again." if going else ""
        raise Stopped(
            OURS,
            f"a fault of the studio's own: {type(fault).__name__}: {fault}",
            f"Please report it with {kept}.{again}",
        ) from fault


def _keep_traceback(fault: Exception, logs: Path) -> str:
    text = "".join(traceback.format_exception(fault))
    path = logs / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    except OSError:
        return f"this traceback:\n{text}"
    return str(path)
