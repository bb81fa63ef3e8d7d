"""What a person sees when something goes wrong: a sentence and a remedy, never a traceback."""

import contextlib
import os
import traceback
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path

from studio.errors import StudioError
from studio.store.space import is_full, no_room

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
def worded(session: Callable[[], str], logs: Callable[[], Path]) -> Generator[None]:
    """Turn every way in which a command can fail into Stopped.

    `session` gives the id of the session that is going on ("" for none); the traceback of a fault
    of ours goes into a file under `logs`.
    """
    try:
        yield
    except StudioError as error:
        raise Stopped(error.exit_code, error.message, error.fix) from error
    except (KeyboardInterrupt, EOFError) as error:
        going = session()
        fix = f"Go on with `python main.py resume {going}`." if going else ""
        raise Stopped(INTERRUPTED, "Stopped.", fix) from error
    except BrokenPipeError as error:
        # Whoever read our output, `head` say, has seen enough; the last flush must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise Stopped(OURS, "") from error
    except Exception as error:
        if is_full(error):
            full = no_room(error, logs().parent)
            raise Stopped(full.exit_code, full.message, full.fix) from error
        kept = _keep_traceback(error, logs())
        going = session()
        again = f" `python main.py resume {going}` tries again." if going else ""
        raise Stopped(
            OURS,
            f"a fault of the studio's own: {type(error).__name__}: {error}",
            f"Please report it with {kept}.{again}",
        ) from error


def _keep_traceback(error: Exception, logs: Path) -> str:
    text = "".join(traceback.format_exception(error))
    path = logs / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    try:
        logs.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    except OSError:
        return f"this traceback:\n{text}"
    return str(path)
