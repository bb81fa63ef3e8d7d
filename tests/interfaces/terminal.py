"""A person at a terminal: what is typed goes to main.py as keys do, what it shows is read back."""

import fcntl
import os
import pty
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

from studio.settings import ROOT


class Terminal:
    """main.py with these arguments at a terminal of its own. `shown` is all that it has printed;
    `term` says what the terminal can do."""

    def __init__(self, folder: Path, *arguments: str, term: str = "dumb"):
        self._side, other = pty.openpty()
        command = [sys.executable, str(ROOT / "main.py"), *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=other,
            stdout=other,
            stderr=other,
            cwd=folder,
            close_fds=True,
            start_new_session=True,
            preexec_fn=_take_terminal,
            env=os.environ | {"TERM": term, "PROMPT_TOOLKIT_NO_CPR": "1"},
        )
        os.close(other)
        self.shown = ""
        self._found = 0  # where the words end that were waited for

    def until(self, words: str, seconds: float = 240) -> str:
        """Read on until `words` are shown, after those that were waited for before; returns what
        was shown since those."""
        start, end = self._found, time.monotonic() + seconds
        while words not in self.shown[start:]:
            assert self._read(end), f"{words!r} was not shown, but:\n{self.shown[start:]}"
        self._found = self.shown.index(words, start) + len(words)
        return self.shown[start:]

    def type(self, line: str) -> None:
        """Type a line, and Enter."""
        self.press(f"{line}\n")

    def press(self, keys: str) -> None:
        """Press keys, as the characters that a terminal sends for them."""
        os.write(self._side, keys.encode())

    def end(self, seconds: float = 60) -> int:
        """Read until it ends; its exit code."""
        end = time.monotonic() + seconds
        while self._read(end):
            pass
        os.close(self._side)
        return self._process.wait(timeout=10)

    def kill(self) -> None:
        """End it whatever it does."""
        self._process.kill()

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self._side], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._side, 65536)
        except OSError:  # its end, as Linux tells it
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


def _take_terminal() -> None:
    """Its own terminal, so that Ctrl-C reaches it as a signal too where keys are not read."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
