"""Asks the person at the console: at gates, and for the next thing to say."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from interfaces.console.chat import ConsoleChat
from interfaces.console.keyboard import read_line
from studio.errors import InputError

GATES = ("plan", "delivery")
QUESTIONS = {
    "plan": "Make this? Enter for yes, n to stop, or say what to change: ",
    "budget": "Make it all the same? y for yes, Enter to stop, or say what to change: ",
    "delivery": "Deliver this? Enter for yes, n to stop, or say what to change: ",
}
YES, NO = ("y", "yes"), ("n", "no")


def chosen_gates(text: str) -> tuple[str, ...]:
    """The gates of `--gate plan,delivery`. InputError for one that there is not."""
    gates = tuple(part.strip() for part in text.split(",") if part.strip())
    for gate in gates:
        if gate not in GATES:
            raise InputError(f"there is no gate {gate!r}.", f"Choose from {', '.join(GATES)}.")
    if gates and not person_at_console():
        raise InputError("--gate asks a person, and there is no terminal.", "Leave it out.")
    return gates


def person_at_console() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty()


class ConsoleGates:
    """Asks before the chosen gates, and where the budget does not suffice; nowhere else. `read`
    gives the next line that is typed, "" at the end of the input. With `same_line` the answer is
    typed behind the question."""

    def __init__(
        self,
        console: Console,
        chat: ConsoleChat,
        gates: Sequence[str],
        read: Callable[[], Awaitable[str]] = read_line,
        *,
        same_line: bool = True,
    ):
        self._console = console
        self._chat = chat
        self._gates = gates
        self._read = read
        self._end = "" if same_line else "\n"  # above a prompt only whole lines are shown

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Yes, or no with an optional note of what to do instead; None at a gate not chosen."""
        if gate not in self._gates and gate != "budget":
            return None
        self._chat.close()
        self._console.print(Text(QUESTIONS[gate], style="bold"), end=self._end)
        line = await self._read()
        if not line:  # the end of the input is no yes
            raise EOFError
        answer = line.strip()
        if not answer:
            return gate != "budget", ""
        if answer.casefold() in YES:
            return True, ""
        return False, "" if answer.casefold() in NO else answer
