"""Asks the person at the console: at gates, and for the next thing to say."""

import sys
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from interfaces.console.chat import ConsoleChat
from interfaces.console.keyboard import read_line
from studio.errors import InputError

GATES = ("plan", "delivery")


def chosen_gates(text: str) -> tuple[str, ...]:
    """The gates of `--gate plan,delivery`. InputError for one that there is not."""
    gates = tuple(part.strip() for part in text.split(",") if part.strip())
    for gate in gates:
        if gate not in GATES:
            raise InputError(f"there is no gate {gate!r}.", f"Choose from {', '.join(GATES)}.")
    if gates and not sys.stdin.isatty():
        raise InputError("--gate asks a person, and there is no terminal.", "Leave it out.")
    return gates


class ConsoleGates:
    """Asks before the chosen gates, and at no other."""

    def __init__(self, console: Console, chat: ConsoleChat, gates: Sequence[str]):
        self._console = console
        self._chat = chat
        self._gates = gates

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Yes, or no with an optional note of what to do instead; None at a gate not chosen."""
        if gate not in self._gates:
            return None
        self._chat.close()
        question = "Make this?" if gate == "plan" else "Deliver this?"
        words = f"{question} Enter for yes, n to stop, or say what to change: "
        self._console.print(Text(words, style="bold"), end="")
        line = await read_line()
        if not line:  # the end of the input is no yes
            raise EOFError
        answer = line.strip()
        if answer.casefold() in ("", "y", "yes"):
            return True, ""
        return False, "" if answer.casefold() in ("n", "no") else answer
