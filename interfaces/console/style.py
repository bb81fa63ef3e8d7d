"""How the console looks: one theme, and text that cannot command the terminal."""

import os
import sys
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text
from rich.theme import Theme

ACTORS = {
    "person": "bold",
    "studio": "bold bright_black",
    "director": "bold magenta",
    "analyst": "bold cyan",
    "coder": "bold blue",
    "critic": "bold yellow",
    "sandbox": "bold green",
}
THEME = Theme(
    {
        **{f"actor.{name}": style for name, style in ACTORS.items()},
        "quiet": "dim",
        "good": "green",
        "bad": "red",
        "warn": "yellow",
        "fix": "cyan",
    }
)
PLAIN_WIDTH = 100
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever read the output, `head` say, has seen enough: the work goes on in silence, and
        does not end in the middle of a step (rich would end the process)."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


def make_console(*, stderr: bool = False, file: TextIO | None = None) -> Console:
    """A console on stdout or stderr, or into a file. Without a terminal: plain lines of a
    fixed width. NO_COLOR is respected (rich reads it)."""
    stream = file or (sys.stderr if stderr else sys.stdout)
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")  # a terminal of few letters is no reason to stop
    width = None if stream.isatty() else PLAIN_WIDTH
    return _Console(
        stderr=stderr, file=file, theme=THEME, width=width, highlight=False, markup=False
    )


def source(text: str, language: str, *, line_numbers: bool = False) -> Syntax:
    """Code in the terminal's own colours, so that it reads on light and on dark."""
    return Syntax(
        safe(text).plain,
        language,
        theme="ansi_dark",
        line_numbers=line_numbers,
        word_wrap=True,
        background_color="default",
    )


def safe(text: str, style: str = "") -> Text:
    """`text` for printing: control characters, and so escape sequences, are made visible."""
    shown = "".join(
        c if c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160) else REPLACEMENT for c in text
    )
    return Text(shown, style=style)
