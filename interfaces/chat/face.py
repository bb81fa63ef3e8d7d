"""How a conversation meets the person: on a console, or in a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from rich.console import Console

from agents.flow.production import Gates
from agents.outcome import Outcome
from interfaces.gates import Ask
from interfaces.listener import Listener


class Face(Listener, Protocol):
    """Shows what a conversation says. `session` is the one that an event was last told of, empty
    before the first."""

    session: str

    def on_answer(self, who: str, text: str) -> None:
        """One of the crew answers a question."""
        ...

    def on_table(self, draw: Callable[[Console], None]) -> None:
        """A list that a command asked for: `draw` lays it out on a console, be it one in memory."""
        ...

    def on_file(self, path: Path) -> None:
        """A file that was made is to be opened."""
        ...

    def on_made(self, outcome: Outcome) -> None:
        """A piece came to its end, well or not."""
        ...

    def gates(self, ask: Ask) -> Gates | None:
        """Who is asked in the course of a piece; `ask` waits for the person's next line. None:
        nobody is there."""
        ...
